namespace LiveTrading.IO.Tests;

/// <summary>What every backend must do. Its subclasses say which backend; its other files hold the topics.</summary>
public abstract class EventLoopBehaviour : IDisposable
{
    // Generous: only a failing test ever waits so long.
    private const long BoundNanos = 20_000_000_000;

    private protected EventLoop Loop { get; }

    private protected EventLoopBehaviour()
    {
        Loop = CreateLoop();
    }

    private protected abstract EventLoop CreateLoop();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => Loop.Dispose();

    /// <summary>Runs turns until a condition holds.</summary>
    private protected void RunUntil(Func<bool> condition, string what)
    {
        long limit = Loop.MonotonicNanos + BoundNanos;
        while (!condition())
        {
            Assert.True(Loop.MonotonicNanos < limit, "Never happened: " + what);
            Loop.RunOnce(1_000_000);
        }
    }

    /// <summary>Runs turns for so long, to see that something does not happen.</summary>
    private protected void RunFor(long nanos)
    {
        long limit = Loop.MonotonicNanos + nanos;
        while (Loop.MonotonicNanos < limit)
        {
            Loop.RunOnce(limit - Loop.MonotonicNanos);
        }
    }

    /// <summary>A connected pair: client and server handlers.</summary>
    private protected (RecordingHandler Client, RecordingHandler Server) ConnectPair(StreamLimits? clientLimits = null, StreamLimits? serverLimits = null)
    {
        var server = new RecordingHandler();
        var client = new RecordingHandler();
        using LoopListener listener = Loop.Listen(new ListenOptions { Limits = serverLimits ?? StreamLimits.Default }, new RecordingAcceptor(_ => server));
        Loop.Connect(new ConnectOptions { Host = "127.0.0.1", Port = listener.Port, Limits = clientLimits ?? StreamLimits.Default }, client);
        RunUntil(() => client.IsConnected && server.IsConnected, "both sides connected");
        return (client, server);
    }
}
