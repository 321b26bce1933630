using System.Net.Sockets;

namespace LiveTrading.IO.Polling;

/// <summary>A channel over readiness: receives and sends are calls made when the poller says they will do something.</summary>
internal sealed class PolledChannel : StreamChannel
{
    private readonly IPoller _poller;
    private readonly SystemCallCounter _calls;
    private int _descriptor;

    /// <param name="poller">Watches it from now on.</param>
    /// <param name="owner">Served when it is ready.</param>
    /// <param name="socket">Connected, non-blocking.</param>
    /// <param name="usesDescriptor">Calls go to the descriptor, around <see cref="Socket"/>.</param>
    /// <param name="calls">Counts them.</param>
    internal PolledChannel(IPoller poller, IPolled owner, Socket socket, bool usesDescriptor, SystemCallCounter calls)
        : base(owner, socket)
    {
        _poller = poller;
        _calls = calls;
        _descriptor = usesDescriptor ? (int)socket.SafeHandle.DangerousGetHandle() : -1;
        poller.Add(Entry);
    }

    internal override void Watch() => _poller.Add(Entry);

    internal override void Unwatch() => _poller.Remove(Entry);

    internal override int Receive(Span<byte> space, out SocketError error)
    {
        _calls.Count();
        if (_descriptor >= 0)
        {
            return LinuxCalls.Receive(_descriptor, space, out error);
        }

        int count = Socket.Receive(space, SocketFlags.None, out error);
        return error == SocketError.Success ? count : -1;
    }

    internal override int Send(ReadOnlySpan<byte> data, out SocketError error)
    {
        _calls.Count();
        if (_descriptor >= 0)
        {
            return LinuxCalls.Send(_descriptor, data, out error);
        }

        int count = Socket.Send(data, SocketFlags.None, out error);
        return error == SocketError.Success || count > 0 ? count : -1;
    }

    internal override void Release(bool reset)
    {
        _poller.Remove(Entry);
        _descriptor = -1;
        CloseSocket(reset);
    }

    private protected override void OnInterestChanged() => _poller.Update(Entry);
}
