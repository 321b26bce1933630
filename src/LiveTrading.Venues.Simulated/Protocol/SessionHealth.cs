using System.Globalization;
using System.Text;

namespace LiveTrading.Venues.Simulated.Protocol;

/// <summary>Pings, age and slowness of one connection.</summary>
internal sealed class SessionHealth(VenueState state, FrameSender sender, long openedNanos)
{
    private long _nextPingNanos = openedNanos + Nanos(state.Options.PingInterval);
    private long _unansweredSinceNanos = -1;
    private byte[] _payload = [];

    /// <summary>Looks after the connection; called several times per ping interval.</summary>
    public void Tick(long nowNanos)
    {
        if (sender.IsMute || sender.Socket is not { IsOpen: true } socket)
            return;
        if (_unansweredSinceNanos >= 0 && nowNanos - _unansweredSinceNanos >= Nanos(state.Options.PongTimeout))
        {
            socket.Close(1008, "no pong");
            socket.Abort(reset: false);
            return;
        }

        if (nowNanos - openedNanos >= Nanos(state.Options.MaxConnectionAge))
        {
            socket.Close(1001, "the connection has reached its age");
            return;
        }

        if (sender.IsBlocked && state.Options.Speed > 0 && nowNanos - sender.BlockedSinceNanos >= Nanos(state.Options.SlowClientTimeout))
        {
            socket.Abort(reset: true);
            return;
        }

        if (nowNanos < _nextPingNanos)
            return;
        _nextPingNanos = nowNanos + Nanos(state.Options.PingInterval);
        _payload = Encoding.ASCII.GetBytes(state.NowMs.ToString(CultureInfo.InvariantCulture));
        if (_unansweredSinceNanos < 0)
            _unansweredSinceNanos = nowNanos;
        socket.SendPing(_payload);
    }

    /// <summary>A pong counts when it carries the latest ping's payload; others are allowed and do not count.</summary>
    public void OnPong(ReadOnlySpan<byte> payload)
    {
        if (payload.SequenceEqual(_payload))
            _unansweredSinceNanos = -1;
    }

    private static long Nanos(TimeSpan time) => time.Ticks * 100;
}
