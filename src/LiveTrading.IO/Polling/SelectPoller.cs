using System.Net;
using System.Net.Sockets;

namespace LiveTrading.IO.Polling;

/// <summary>Portable: <see cref="Socket.Select(System.Collections.IList, System.Collections.IList, System.Collections.IList, int)"/>, woken through a loopback UDP socket connected to itself.</summary>
/// <remarks>A wait costs time in proportion to the number of sockets. Allocates only when that number grows.</remarks>
internal sealed class SelectPoller : IPoller
{
    private readonly Socket _wake;
    private readonly byte[] _wakeByte = [1];
    private readonly byte[] _sink = new byte[16];
    private readonly List<PollEntry> _entries = [];
    private readonly Dictionary<Socket, PollEntry> _bySocket = [];
    private readonly List<Socket> _readable = [];
    private readonly List<Socket> _writable = [];
    private readonly List<Socket> _failed = [];
    private readonly SystemCallCounter _calls = new();
    private readonly Lock _wakeGate = new();
    private bool _disposed;

    internal SelectPoller()
    {
        _wake = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        _wake.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        // Connected to itself: takes no datagram from anybody else.
        _wake.Connect(_wake.LocalEndPoint!);
    }

    public long SystemCalls => _calls.Total;

    public void Add(PollEntry entry)
    {
        entry.Slot = _entries.Count;
        _entries.Add(entry);
        _bySocket.Add(entry.Socket, entry);
    }

    public void Update(PollEntry entry)
    {
        // The lists are made anew for every wait.
    }

    public void Remove(PollEntry entry)
    {
        int slot = entry.Slot;
        if (slot == PollEntry.Unwatched || _disposed)
        {
            return;
        }

        PollEntry last = _entries[^1];
        _entries[slot] = last;
        last.Slot = slot;
        _entries.RemoveAt(_entries.Count - 1);
        _bySocket.Remove(entry.Socket);
        entry.Slot = PollEntry.Unwatched;
    }

    public StreamChannel Open(IPolled owner, Socket socket) => new PolledChannel(this, owner, socket, usesDescriptor: false, _calls);

    public void Wait(long maxWaitNanos, ReadyEntries ready)
    {
        _readable.Clear();
        _writable.Clear();
        _failed.Clear();
        _readable.Add(_wake);
        foreach (PollEntry entry in _entries)
        {
            if ((entry.Interest & Interest.Read) != 0)
            {
                _readable.Add(entry.Socket);
            }

            if ((entry.Interest & Interest.Write) != 0)
            {
                _writable.Add(entry.Socket);

                // Windows reports a failed connect here alone.
                _failed.Add(entry.Socket);
            }
        }

        _calls.Count();
        Socket.Select(_readable, _writable, _failed, Micros(maxWaitNanos));
        Mark(_readable, Interest.Read, ready);
        Mark(_writable, Interest.Write, ready);
        Mark(_failed, Interest.Failed, ready);
    }

    public void Wake()
    {
        lock (_wakeGate)
        {
            if (!_disposed)
            {
                // A full buffer means that wake-ups are waiting already.
                _wake.Send(_wakeByte, SocketFlags.None, out _);
            }
        }
    }

    public void Dispose()
    {
        lock (_wakeGate)
        {
            _disposed = true;
            _wake.Dispose();
        }
    }

    private static int Micros(long nanos) =>
        nanos <= 0 ? (int)nanos : (int)Math.Min(int.MaxValue, ((nanos - 1) / 1000) + 1);

    private void Mark(List<Socket> sockets, Interest found, ReadyEntries ready)
    {
        foreach (Socket socket in sockets)
        {
            if (ReferenceEquals(socket, _wake))
            {
                // One read takes one datagram; what is left wakes the next wait, which is harmless.
                _calls.Count();
                _wake.Receive(_sink, SocketFlags.None, out _);
            }
            else if (_bySocket.TryGetValue(socket, out PollEntry? entry))
            {
                ready.Add(entry, found);
            }
        }
    }
}
