using LiveTrading.IO;

namespace LiveTrading.WebSockets;

/// <summary>A fixed number of connections. For the loop thread.</summary>
public sealed class WebSocketConnectionPool
{
    /// <summary>Connections by default.</summary>
    public const int DefaultCapacity = 16;

    private readonly EventLoop _loop;
    private readonly WebSocketConnection?[] _slots;
    private ulong _nextSeed;

    /// <summary>Makes it, empty.</summary>
    /// <param name="loop">Serves the connections.</param>
    /// <param name="randomSeed">Each connection gets a seed of its own from it.</param>
    /// <param name="capacity">1 to 4096; default 16.</param>
    /// <exception cref="ArgumentOutOfRangeException">A capacity that is not allowed.</exception>
    public WebSocketConnectionPool(EventLoop loop, ulong randomSeed, int capacity = DefaultCapacity)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, 4096);
        _loop = loop;
        _nextSeed = randomSeed;
        _slots = new WebSocketConnection?[capacity];
    }

    /// <summary>How many connections there can be.</summary>
    public int Capacity => _slots.Length;

    /// <summary>How many are rented.</summary>
    public int Count { get; private set; }

    /// <summary>The rented connections, in the order of their slots. A copy.</summary>
    public IReadOnlyList<WebSocketConnection> Connections
    {
        get
        {
            var list = new List<WebSocketConnection>(Count);
            foreach (WebSocketConnection? connection in _slots)
            {
                if (connection is not null)
                    list.Add(connection);
            }
            return list;
        }
    }

    /// <summary>Makes a connection in a free slot, disconnected.</summary>
    /// <exception cref="InvalidOperationException">All slots are taken.</exception>
    /// <exception cref="ArgumentException">As the constructor of <see cref="WebSocketConnection"/>.</exception>
    public WebSocketConnection Rent(WebSocketEndpoint endpoint, WebSocketConnectionOptions options, IWebSocketConnectionHandler handler)
    {
        int slot = Array.IndexOf(_slots, null);
        if (slot < 0)
            throw new InvalidOperationException($"All {_slots.Length} connections of the pool are in use: return one, or make the pool larger.");
        // An odd step visits every 64-bit value once, so no two connections share a seed.
        _nextSeed += 0x9E37_79B9_7F4A_7C15;
        var connection = new WebSocketConnection(_loop, endpoint, options, handler, _nextSeed);
        _slots[slot] = connection;
        Count++;
        return connection;
    }

    /// <summary>Frees the slot of a connection and cuts the connection if it stands: what was queued is reported discarded. It cannot be used again.</summary>
    /// <exception cref="ArgumentException">Not rented here, or returned already.</exception>
    public void Return(WebSocketConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        int slot = Array.IndexOf(_slots, connection);
        if (slot < 0)
            throw new ArgumentException("The connection is not rented from this pool, or was returned already.", nameof(connection));
        _slots[slot] = null;
        Count--;
        connection.Retire();
    }
}
