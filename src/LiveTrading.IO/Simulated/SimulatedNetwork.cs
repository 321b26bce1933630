using System.Globalization;

namespace LiveTrading.IO.Simulated;

/// <summary>
/// The in-memory network of a <see cref="SimulatedEventLoop"/>. Every host name leads to this one machine; a port is looked up
/// first under the very address connected to, then under any. TLS is taken for granted: its bytes travel plain.
/// </summary>
/// <remarks>Thread: the loop's.</remarks>
public sealed class SimulatedNetwork
{
    // Where systems begin to choose ports themselves (IANA dynamic range).
    private const int FirstEphemeralPort = 49_152;

    private readonly SimulatedEventLoop _loop;
    private readonly List<SimulatedListener> _listeners = [];
    private readonly Dictionary<string, SimulatedReachability> _reachability = [];
    private readonly Dictionary<string, SimulatedLink> _links = [];
    private readonly List<SimulatedConnection> _connections = [];
    private SimulatedLink _link;
    private int _nextPort = FirstEphemeralPort;

    internal SimulatedNetwork(SimulatedEventLoop loop, SimulatedLink link)
    {
        link.Validate();
        _loop = loop;
        _link = link;
    }

    /// <summary>What both directions of new connections are like, unless <see cref="SetLink"/> says otherwise for their place.</summary>
    public SimulatedLink Link
    {
        get => _link;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            value.Validate();
            _link = value;
        }
    }

    /// <summary>Connections whose two sides are not both closed yet, oldest first.</summary>
    public IReadOnlyList<SimulatedConnection> Connections => _connections;

    /// <summary>Connections made since the start.</summary>
    public long ConnectionsMade { get; private set; }

    /// <summary>Sets what new connections to a place are like.</summary>
    public void SetLink(string host, int port, SimulatedLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        link.Validate();
        _links[Place(host, port)] = link;
    }

    /// <summary>Sets what happens to connects to a place from now on.</summary>
    public void SetReachability(string host, int port, SimulatedReachability reachability) => _reachability[Place(host, port)] = reachability;

    internal SimulatedReachability ReachabilityOf(string host, int port) =>
        _reachability.GetValueOrDefault(Place(host, port), SimulatedReachability.Reachable);

    internal SimulatedLink LinkOf(string host, int port) => _links.GetValueOrDefault(Place(host, port), _link);

    internal SimulatedListener Listen(ListenOptions options, IStreamAcceptor acceptor)
    {
        int port = options.Port;
        if (port == 0)
        {
            port = _nextPort++;
        }
        else if (Find(options.Address, port, exact: true) is not null)
        {
            throw new LoopIOException($"Port {port} on {options.Address} is in use.");
        }

        var listener = new SimulatedListener(this, options, port, acceptor);
        _listeners.Add(listener);
        return listener;
    }

    internal void Remove(SimulatedListener listener) => _listeners.Remove(listener);

    /// <summary>A connect request arrives: makes the other side, or refuses.</summary>
    internal void Dial(SimulatedStream client)
    {
        string host = client.DialedHost;
        int port = client.DialedPort;
        SimulatedReachability reachability = ReachabilityOf(host, port);
        if (reachability == SimulatedReachability.Silent)
        {
            return;
        }

        SimulatedLink link = client.Outgoing.Link;
        long back = _loop.MonotonicNanos + link.DelayNanos;
        SimulatedListener? listener = reachability == SimulatedReachability.Reachable ? Find(host, port, exact: false) : null;
        if (listener is null)
        {
            _loop.Schedule(back, new Occurrence(client, OccurrenceKind.Refused));
            return;
        }

        var server = new SimulatedStream(_loop, listener.Options.Limits, link, client, back);
        var connection = new SimulatedConnection(host, port, client, server);
        client.Join(server, connection);
        server.Join(client, connection);
        _connections.Add(connection);
        _loop.Track(server);
        ConnectionsMade++;
        _loop.Schedule(back, new Occurrence(client, OccurrenceKind.Established));
        server.Accept(listener.Acceptor);
    }

    internal void Forget(SimulatedConnection connection) => _connections.Remove(connection);

    private static string Place(string host, int port) =>
        string.Create(CultureInfo.InvariantCulture, $"{host.ToLowerInvariant()}:{port}");

    private SimulatedListener? Find(string host, int port, bool exact)
    {
        SimulatedListener? any = null;
        foreach (SimulatedListener listener in _listeners)
        {
            if (listener.Port != port)
            {
                continue;
            }

            if (string.Equals(listener.Options.Address, host, StringComparison.OrdinalIgnoreCase))
            {
                return listener;
            }

            any ??= listener;
        }

        return exact ? null : any;
    }
}
