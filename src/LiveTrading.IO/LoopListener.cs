namespace LiveTrading.IO;

/// <summary>A listening port.</summary>
public abstract class LoopListener : IDisposable
{
    /// <summary>The port in use: the one the system chose where 0 was asked for.</summary>
    public abstract int Port { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops listening; accepted streams live on.</summary>
    protected abstract void Dispose(bool disposing);
}
