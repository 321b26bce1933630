namespace LiveTrading.IO.Simulated;

/// <summary>One connection of the simulated network, for injecting faults. "Up" is from the side that connected to the side that listens.</summary>
public sealed class SimulatedConnection
{
    private readonly SimulatedStream _client;
    private readonly SimulatedStream _server;

    internal SimulatedConnection(string host, int port, SimulatedStream client, SimulatedStream server)
    {
        Host = host;
        Port = port;
        _client = client;
        _server = server;
    }

    /// <summary>The host connected to.</summary>
    public string Host { get; }

    /// <summary>The port connected to.</summary>
    public int Port { get; }

    /// <summary>The stream that connected.</summary>
    public LoopStream Client => _client;

    /// <summary>The stream that was accepted.</summary>
    public LoopStream Server => _server;

    /// <summary>True until either side is closed.</summary>
    public bool IsOpen => _client.IsAlive && _server.IsAlive;

    /// <summary>Bytes that arrived at the listening side.</summary>
    public long BytesUp => _client.Outgoing.Arrived;

    /// <summary>Bytes that arrived at the connecting side.</summary>
    public long BytesDown => _server.Outgoing.Arrived;

    /// <summary>True after <see cref="Sever"/>.</summary>
    public bool IsSevered { get; private set; }

    /// <summary>Both sides get an RST now.</summary>
    public void Reset()
    {
        _client.CutOff();
        _server.CutOff();
    }

    /// <summary>Half-open: from now on nothing arrives on either side, and nobody is told.</summary>
    public void Sever() => IsSevered = true;

    /// <summary>Both sides get an RST once so many bytes have arrived in a direction, counted from the connection's start; those before it are delivered.</summary>
    /// <param name="up">Which direction is counted.</param>
    /// <param name="bytes">1 or more.</param>
    public void ResetAfter(bool up, long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        Pipe(up).ResetAt = bytes;
    }

    /// <summary>Keeps back what would arrive in a direction, until <see cref="Release"/>.</summary>
    public void Hold(bool up) => Pipe(up).Hold();

    /// <summary>Ends <see cref="Hold"/>: what was kept back arrives now.</summary>
    public void Release(bool up) => (up ? _server : _client).ReleaseHeld();

    /// <summary>Changes what a direction does, for what is offered from now on.</summary>
    public void SetLink(bool up, SimulatedLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        link.Validate();
        Pipe(up).Link = link;
    }

    private SimulatedPipe Pipe(bool up) => up ? _client.Outgoing : _server.Outgoing;
}
