namespace LiveTrading.IO;

/// <summary>Called once after a batch of completions, so that everything it caused leaves with one write.</summary>
public interface IFlushHandler
{
    /// <summary>Writes what is queued.</summary>
    void Flush();
}
