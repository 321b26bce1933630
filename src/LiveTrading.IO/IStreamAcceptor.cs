namespace LiveTrading.IO;

/// <summary>Takes accepted connections.</summary>
public interface IStreamAcceptor
{
    /// <summary>A connection came in. Gives the handler that gets its completions (starting with <see cref="IStreamHandler.OnConnected"/>), or null to refuse it.</summary>
    IStreamHandler? OnAccepted(LoopStream stream);
}
