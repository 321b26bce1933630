using System.Text;
using LiveTrading.Engine.Data;
using LiveTrading.Tests.Wire.Harness;

namespace LiveTrading.Tests.Wire;

/// <summary>Messages that no venue should send: each is counted or ends the connection with its reason, nothing of it is believed, and the next good message counts.</summary>
public sealed class HostileMessageTests
{
    private const int MiB = 1024 * 1024;

    public static TheoryData<string, string> Unreadable => new()
    {
        { "no JSON", "hello" },
        { "empty", "" },
        { "cut off", HostileWorld.Quote()[..^4] },
        { "another type at the top", "[1,2,3]" },
        { "unknown event", "{\"stream\":\"btcusdt@depth@100ms\",\"data\":{\"e\":\"somethingNew\",\"E\":1,\"s\":\"BTCUSDT\"}}" },
        { "400 digits for a price", HostileWorld.Quote(bid: new string('9', 400)) },
        { "400 digits for an id", HostileWorld.Quote().Replace("\"u\":", "\"u\":" + new string('9', 400), StringComparison.Ordinal) },
        { "400 digits for a quantity", HostileWorld.DepthAfter(2, 2, $"[\"100.0\",\"{new string('9', 400)}\"]") },
        { "not a number", HostileWorld.Quote(bid: "NaN") },
        { "negative price", HostileWorld.Quote(bid: "-1.0") },
        { "deep nesting", "{\"stream\":" + new string('[', 100_000) },
        { "deep nesting inside", "{\"stream\":\"btcusdt@bookTicker\",\"data\":" + string.Concat(Enumerable.Repeat("{\"a\":", 50_000)) + "1" + new string('}', 50_001) },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void Unreadable_message_is_counted_and_said_once_and_the_connection_stays(string what, string message)
    {
        using HostileWorld world = new HostileWorld().Running();

        world.Stream.Last.Send(HostileStream.Text(message));
        world.RunFor(1);

        Assert.True(world.Engine.Adapter.Data.Counters.Unreadable == 1, what);
        Assert.Equal(1, world.Engine.Logs.Count("unreadable message no. 1 "));
        Assert.Empty(world.Reconnecting);
        Assert.True(world.IsBookValid);
        Assert.Equal(0, world.Strategy.Quotes);
        world.AssertGoesOn();
    }

    [Fact]
    public void Crossed_book_is_invalid_until_it_is_resynchronised()
    {
        using HostileWorld world = new HostileWorld().Running();

        world.Stream.Last.Send(HostileStream.Text(HostileWorld.DepthAfter(2, 2, "[\"70000.00000000\",\"1.00000000\"]")));
        world.Until(() => !world.IsBookValid);
        Assert.Contains(world.Engine.Books, e => e.Reason == BookInvalidReason.Crossed);
        world.Stream.Last.Send(HostileStream.Text(HostileWorld.DepthAfter(1, 3)));

        world.AssertGoesOn();
        Assert.Equal(1, world.Engine.Kernel.Data.Counters.Crossed);
        Assert.Empty(world.Reconnecting);
    }

    [Fact]
    public void Gap_makes_the_book_invalid_until_it_is_resynchronised()
    {
        using HostileWorld world = new HostileWorld().Running();

        world.Stream.Last.Send(HostileStream.Text(HostileWorld.DepthAfter(100, 101)));
        world.RunFor(5);
        Assert.False(world.IsBookValid);
        Assert.Contains(world.Engine.Books, e => e.Reason == BookInvalidReason.Gap);

        // The venue's snapshot stays older than the gap: only a feed that begins anew can be joined with it.
        world.Stream.Last.Cut(reset: true);
        world.AssertGoesOn();
        Assert.Equal(1, world.Engine.Kernel.Data.Counters.Gaps);
    }

    [Fact]
    public void Duplicated_differences_change_nothing()
    {
        using HostileWorld world = new HostileWorld().Running();
        long applied = world.Engine.Kernel.Data.Counters.BookUpdates;

        for (int i = 0; i < 3; i++)
            world.Stream.Last.Send(HostileStream.Text(HostileWorld.DepthAfter(2, 2)));
        world.RunFor(1);

        Assert.Equal(applied + 1, world.Engine.Kernel.Data.Counters.BookUpdates);
        Assert.Equal(2, world.Engine.Kernel.Data.Counters.Ignored);
        Assert.True(world.IsBookValid);
        world.AssertGoesOn();
    }

    [Fact]
    public void Frame_split_at_every_byte_is_one_message()
    {
        using HostileWorld world = new HostileWorld().Running();
        byte[] probe = HostileStream.Text(HostileWorld.Quote());

        for (int i = 1; i < probe.Length; i++)
        {
            byte[] frame = HostileStream.Text(HostileWorld.Quote(50093239300 + i));
            world.Stream.Last.Send(frame[..i]);
            world.RunFor(0.01);
            world.Stream.Last.Send(frame[i..]);
            world.RunFor(0.01);
            Assert.True(world.Strategy.Quotes == i, $"split at byte {i}");
        }

        Assert.Equal(0, world.Engine.Adapter.Data.Counters.Unreadable);
        world.AssertGoesOn();
    }

    [Fact]
    public void Message_of_20_MiB_ends_the_connection_with_1009()
    {
        using HostileWorld world = new HostileWorld().Running();
        HostileStream.Peer peer = world.Stream.Last;

        peer.Send(HostileStream.Frame(0x81, new byte[20 * MiB]));
        world.Until(() => world.Reconnecting.Count == 1);

        world.Until(() => peer.CloseCode != 0);
        Assert.Equal(1009, peer.CloseCode);
        Assert.Contains("16777216", Assert.Single(world.Reasons), StringComparison.Ordinal);
        world.AssertGoesOn();
    }

    [Fact]
    public void Invalid_UTF8_ends_the_connection_with_1007()
    {
        using HostileWorld world = new HostileWorld().Running();
        HostileStream.Peer peer = world.Stream.Last;

        peer.Send(HostileStream.Frame(0x81, [(byte)'{', 0xC3, 0x28, (byte)'}']));
        world.Until(() => world.Reconnecting.Count == 1);

        world.Until(() => peer.CloseCode != 0);
        Assert.Equal(1007, peer.CloseCode);
        Assert.Contains("UTF-8", Assert.Single(world.Reasons), StringComparison.Ordinal);
        world.AssertGoesOn();
    }

    [Fact]
    public void Fragmented_message_of_15_MiB_is_accepted()
    {
        using HostileWorld world = new HostileWorld().Running();
        long received = world.Engine.Adapter.Data.Counters.Messages;
        byte[] message = Encoding.ASCII.GetBytes("{\"stream\":\"btcusdt@x\",\"data\":{\"e\":\"somethingNew\",\"x\":\"" + new string('a', 15 * MiB - 60) + "\"}}");

        for (int at = 0; at < message.Length; at += MiB)
        {
            bool last = at + MiB >= message.Length;
            world.Stream.Last.Send(HostileStream.Frame((byte)((last ? 0x80 : 0) | (at == 0 ? 1 : 0)), message.AsSpan(at, Math.Min(MiB, message.Length - at))));
        }

        world.Until(() => world.Engine.Adapter.Data.Counters.Messages == received + 1, 120);

        Assert.Empty(world.Reconnecting);
        world.AssertGoesOn();
    }
}
