using LiveTrading.Engine.Events;
using LiveTrading.Tests.Wire.Harness;

namespace LiveTrading.Tests.Wire;

/// <summary>A market stream server that refuses, lies or hangs up: one clear reason each, back-off, and trading when it behaves again.</summary>
public sealed class HostileHandshakeTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "the server answered 200")]
    [InlineData("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", "the server answered 401")]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", "the server answered 503")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: bm90IHRoZSBhbnN3ZXI=\r\n\r\n", "Sec-WebSocket-Accept does not answer our key")]
    [InlineData("SSH-2.0-OpenSSH_9.9\r\n\r\n", "not HTTP")]
    [InlineData(null, "10 s")]
    public void Refused_upgrade_backs_off_and_goes_on_when_the_server_behaves(string? answer, string reason)
    {
        using HostileWorld world = new(s => s.Handshake = _ => answer);

        world.Until(() => world.Reconnecting.Count == 3, 120);
        world.Stream.Handshake = HostileStream.Upgrade;
        world.Running();

        Assert.All(world.Reasons, r => Assert.Contains(reason, r, StringComparison.Ordinal));
        AssertBackOff(world, 1, 2, 4);
        world.AssertGoesOn();
    }

    [Fact]
    public void Too_many_requests_waits_as_long_as_the_server_asks()
    {
        using HostileWorld world = new(s => s.Handshake = _ => "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 45\r\nContent-Length: 0\r\n\r\n");

        world.Until(() => world.Reconnecting.Count == 1, 120);
        world.Stream.Handshake = HostileStream.Upgrade;
        world.Running();

        Assert.Contains("the server answered 429", Assert.Single(world.Reasons), StringComparison.Ordinal);
        Assert.True(world.Stream.AcceptedAt[1] - world.Stream.AcceptedAt[0] >= 45_000_000_000, "the next dial came before the server's time");
        world.AssertGoesOn();
    }

    [Fact]
    public void Server_that_accepts_and_drops_for_ever_is_not_hammered()
    {
        using HostileWorld world = new(s => s.Answered = p => p.Cut(reset: false));

        world.Until(() => world.Reconnecting.Count == 5, 240);

        AssertBackOff(world, 1, 2, 4, 8, 16);
    }

    [Fact]
    public void Drop_in_the_middle_of_a_frame_invalidates_the_book_and_resynchronises()
    {
        using HostileWorld world = new HostileWorld().Running();
        byte[] frame = HostileStream.Text(HostileWorld.Quote());

        world.Stream.Last.Send(frame[..(frame.Length / 2)]);
        world.RunFor(0.1);
        world.Stream.Last.Cut(reset: false);
        world.Until(() => world.Reconnecting.Count == 1);

        Assert.False(world.IsBookValid);
        Assert.Equal(0, world.Strategy.Quotes);
        world.AssertGoesOn();
    }

    private static void AssertBackOff(HostileWorld world, params double[] seconds)
    {
        Assert.Equal(Enumerable.Range(1, seconds.Length), world.Reconnecting.Take(seconds.Length).Select(e => e.Attempt));
        foreach ((ConnectionEvent e, double least) in world.Reconnecting.Zip(seconds))
            Assert.InRange(e.DelayNanos / 1e9, least, least * 1.1);
    }
}
