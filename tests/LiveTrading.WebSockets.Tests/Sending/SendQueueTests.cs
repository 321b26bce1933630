using System.Text;
using LiveTrading.WebSockets.Compression;
using LiveTrading.WebSockets.Conformance.Reference;
using LiveTrading.WebSockets.Frames;
using LiveTrading.WebSockets.Sending;
using LiveTrading.WebSockets.Tests.Harness;

namespace LiveTrading.WebSockets.Tests.Sending;

public sealed class SendQueueTests
{
    [Fact]
    public void Flush_batch_in_one_piece_is_one_write()
    {
        var owner = new Owner();
        var queue = new SendQueue(4096, null, owner);
        var stream = new FakeStream();
        for (int i = 1; i <= 10; i++)
            Assert.True(queue.TryAdd(FrameOpcode.Text, "message"u8, i, 0));

        Assert.Equal(FlushOutcome.Drained, queue.Flush(stream, 0));

        Assert.Equal(1, stream.Offers);
        Assert.Equal(10, queue.MessagesSent);
        Assert.Equal(Enumerable.Range(1, 10).Select(i => $"over {i}"), owner.Events);
        Assert.Equal(0, queue.QueuedBytes);
    }

    [Fact]
    public void Flush_taken_byte_by_byte_hands_over_at_each_first_byte()
    {
        var owner = new Owner();
        var queue = new SendQueue(4096, null, owner);
        var stream = new FakeStream { Room = 0 };
        queue.TryAdd(FrameOpcode.Text, "abc"u8, 1, 0);
        queue.TryAdd(FrameOpcode.Text, "de"u8, 2, 0);
        var counts = new List<int>();
        for (int i = 0; i < 9; i++)
        {
            stream.Room = 1;
            Assert.Equal(i < 8 ? FlushOutcome.Blocked : FlushOutcome.Drained, queue.Flush(stream, 0));
            counts.Add(owner.Events.Count);
        }

        Assert.Equal([1, 1, 1, 1, 1, 2, 2, 2, 2], counts);
        Assert.Equal(FrameBytes.Join(FrameBytes.Text("abc"), FrameBytes.Text("de")), stream.Taken.ToArray());
    }

    [Fact]
    public void DiscardWaiting_at_every_byte_keeps_what_was_begun_and_reports_the_rest()
    {
        byte[] all = FrameBytes.Join(FrameBytes.Text("abc"), FrameBytes.Text("de"), FrameBytes.Text("f"));
        for (int room = 0; room <= all.Length; room++)
        {
            var owner = new Owner();
            var queue = new SendQueue(4096, null, owner);
            var stream = new FakeStream { Room = room };
            queue.TryAdd(FrameOpcode.Text, "abc"u8, 1, 0);
            queue.TryAdd(FrameOpcode.Text, "de"u8, 2, 0);
            queue.TryAdd(FrameOpcode.Text, "f"u8, 3, 0);
            queue.Flush(stream, 0);
            queue.DiscardWaiting(DiscardReason.ConnectionLost);

            int begun = room == 0 ? 0 : room <= 5 ? 1 : room <= 9 ? 2 : 3;
            Assert.Equal(Enumerable.Range(1, 3).Select(i => i <= begun ? $"over {i}" : $"lost {i} ConnectionLost"), owner.Events);
            // The rest of a begun frame still goes out before a close frame may.
            stream.Room = long.MaxValue;
            queue.Flush(stream, 0);
            Assert.Equal(all[..(begun == 0 ? 0 : begun == 1 ? 5 : begun == 2 ? 9 : 12)], stream.Taken.ToArray());
        }
    }

    [Fact]
    public void DiscardTracked_keeps_what_nobody_waits_for_ahead_of_the_close_frame()
    {
        var owner = new Owner();
        var queue = new SendQueue(4096, null, owner);
        var stream = new FakeStream();
        queue.TryAdd(FrameOpcode.Text, "echo"u8, 0, 0);
        queue.TryAdd(FrameOpcode.Text, "order"u8, 1, 0);
        queue.TryAdd(FrameOpcode.Text, "in time"u8, 0, long.MaxValue);
        queue.TryAdd(FrameOpcode.Text, "echo"u8, 0, 0);
        queue.TryAddControl(FrameOpcode.Pong, "p"u8);
        queue.DiscardTracked(DiscardReason.ConnectionLost);
        queue.AddClose(1002, default);

        Assert.Equal(FlushOutcome.CloseSent, queue.Flush(stream, 0));

        Assert.Equal(["lost 1 ConnectionLost"], owner.Events);
        Assert.Equal(FrameBytes.Join(FrameBytes.Frame(0x8A, "p"u8), FrameBytes.Text("echo"), FrameBytes.Text("echo"), FrameBytes.Close(1002)), stream.Taken.ToArray());
        Assert.Equal(0, queue.QueuedBytes);
    }

    [Fact]
    public void TryAdd_beyond_capacity_refuses_and_recovers()
    {
        var queue = new SendQueue(1024, null, null);
        var stream = new FakeStream();
        int accepted = 0;
        while (queue.TryAdd(FrameOpcode.Binary, new byte[98], 0, 0))
            accepted++;
        Assert.Equal(10, accepted);
        queue.Flush(stream, 0);
        Assert.True(queue.TryAdd(FrameOpcode.Binary, new byte[1020], 0, 0));
        Assert.False(queue.TryAdd(FrameOpcode.Binary, [], 0, 0));
    }

    [Fact]
    public void TryAdd_refused_by_a_full_queue_leaves_the_history_of_compression_alone()
    {
        byte[] message = Contents.Make("json", 1000, seed: 1);
        var queue = new SendQueue(4096, null, null);
        queue.Compress(new Deflater(15, takesOver: true), minMessageBytes: 0);
        Assert.True(queue.TryAdd(FrameOpcode.Text, message, 0, 0));
        queue.Flush(new FakeStream(), 0);
        Assert.True(queue.TryAddRaw(new byte[4000]));
        Assert.False(queue.TryAdd(FrameOpcode.Text, Contents.Make("json", 1000, seed: 2), 0, 0));
        queue.Flush(new FakeStream(), 0);

        Assert.True(queue.TryAdd(FrameOpcode.Text, message, 0, 0));
        Assert.InRange(queue.QueuedBytes, 1, 40);
    }

    [Fact]
    public void TryAdd_message_longer_than_queue_throws()
    {
        var queue = new SendQueue(1024, null, null);
        Assert.Throws<ArgumentException>(() => queue.TryAdd(FrameOpcode.Binary, new byte[1021], 0, 0));
    }

    [Fact]
    public void TryAdd_beyond_most_messages_refuses()
    {
        var queue = new SendQueue(1 << 20, null, null);
        for (int i = 0; i < SendQueue.MaxMessages; i++)
            Assert.True(queue.TryAdd(FrameOpcode.Text, "x"u8, 0, 0));
        Assert.False(queue.TryAdd(FrameOpcode.Text, "x"u8, 0, 0));
    }

    [Fact]
    public void Flush_pong_while_message_is_begun_goes_out_at_its_border()
    {
        var queue = new SendQueue(4096, null, null);
        var stream = new FakeStream { Room = 3 };
        queue.TryAdd(FrameOpcode.Text, "first"u8, 0, 0);
        queue.TryAdd(FrameOpcode.Text, "second"u8, 0, 0);
        queue.Flush(stream, 0);
        queue.TryAddControl(FrameOpcode.Pong, "p"u8);
        stream.Room = long.MaxValue;
        queue.Flush(stream, 0);

        Assert.Equal(FrameBytes.Join(FrameBytes.Text("first"), FrameBytes.Frame(0x8A, "p"u8), FrameBytes.Text("second")), stream.Taken.ToArray());
    }

    [Fact]
    public void TryAddControl_flood_of_pongs_keeps_the_latest_and_is_bounded()
    {
        var queue = new SendQueue(4096, null, null);
        var stream = new FakeStream();
        for (int i = 0; i < 1000; i++)
            Assert.True(queue.TryAddControl(FrameOpcode.Pong, Encoding.ASCII.GetBytes($"{i:000}")));
        queue.Flush(stream, 0);

        Assert.Equal(ControlFrames.Capacity * 5, stream.Taken.Count);
        Assert.Equal("999", Encoding.ASCII.GetString([.. stream.Taken[^3..]]));
    }

    [Fact]
    public void AddClose_goes_out_last_and_nothing_can_be_queued_behind_it()
    {
        var queue = new SendQueue(4096, null, null);
        var stream = new FakeStream { Room = 4 };
        queue.TryAdd(FrameOpcode.Text, "first"u8, 0, 0);
        queue.AddClose(1000, "ok"u8);
        queue.AddClose(1002, "not this one"u8);
        Assert.False(queue.TryAdd(FrameOpcode.Text, "late"u8, 0, 0));
        Assert.False(queue.TryAddControl(FrameOpcode.Ping, []));
        Assert.Equal(FlushOutcome.Blocked, queue.Flush(stream, 0));
        stream.Room = 5;
        Assert.Equal(FlushOutcome.Blocked, queue.Flush(stream, 0));
        stream.Room = 100;
        Assert.Equal(FlushOutcome.CloseSent, queue.Flush(stream, 0));
        Assert.Equal(FlushOutcome.CloseSent, queue.Flush(stream, 0));

        Assert.Equal(FrameBytes.Join(FrameBytes.Text("first"), FrameBytes.Close(1000, "ok")), stream.Taken.ToArray());
    }

    [Fact]
    public void Withdraw_inside_hand_over_of_the_same_write_does_not_take_back_what_was_taken()
    {
        var owner = new Owner();
        var queue = new SendQueue(4096, null, owner);
        bool? second = null;
        bool? third = null;
        owner.HandedOver = token =>
        {
            if (token != 1)
                return;
            second = queue.Withdraw(2);
            third = queue.Withdraw(3);
        };
        for (int i = 1; i <= 3; i++)
            queue.TryAdd(FrameOpcode.Text, "ab"u8, i, 0);
        queue.Flush(new FakeStream { Room = 5 }, 0);

        Assert.False(second);
        Assert.True(third);
        Assert.Equal(["over 1", "lost 3 Withdrawn", "over 2"], owner.Events);
    }

    [Fact]
    public void DiscardWaiting_inside_hand_over_reports_every_token_once_and_truly()
    {
        var owner = new Owner();
        var queue = new SendQueue(4096, null, owner);
        owner.HandedOver = token =>
        {
            if (token == 1)
                queue.DiscardWaiting(DiscardReason.ConnectionLost);
        };
        for (int i = 1; i <= 4; i++)
            queue.TryAdd(FrameOpcode.Text, "ab"u8, i, 0);
        queue.Flush(new FakeStream { Room = 9 }, 0);

        Assert.Equal(["over 1", "over 2", "over 3", "lost 4 ConnectionLost"], owner.Events);
    }

    [Fact]
    public void Flush_random_life_matches_the_model()
    {
        for (int seed = 0; seed < 400; seed++)
            new Model(seed).Live();
    }

    [Fact]
    public void Flush_steady_state_allocates_nothing()
    {
        var queue = new SendQueue(1 << 16, new RandomSource(1), new CountingOwner());
        var stream = new FakeStream { Keeps = false };
        var payload = new byte[300];
        long Pass()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 2000; i++)
            {
                for (int k = 0; k < 5; k++)
                    queue.TryAdd(FrameOpcode.Text, payload, 1 + k, 10);
                queue.TryAddControl(FrameOpcode.Pong, payload.AsSpan(..8));
                queue.Withdraw(3);
                queue.Flush(stream, i % 3 == 0 ? 20 : 0);
            }
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Pass();

        Assert.Equal(0, Pass());
    }

    private sealed class CountingOwner : ISendQueueOwner
    {
        public int Count { get; private set; }

        public void OnHandedOver(long token) => Count++;

        public void OnDiscarded(long token, DiscardReason reason) => Count++;
    }

    private sealed class Owner : ISendQueueOwner
    {
        public List<string> Events { get; } = [];

        public Action<long>? HandedOver { get; set; }

        public void OnHandedOver(long token)
        {
            Events.Add($"over {token}");
            HandedOver?.Invoke(token);
        }

        public void OnDiscarded(long token, DiscardReason reason) => Events.Add($"lost {token} {reason}");
    }

    /// <summary>Random adds, withdrawals, deadlines and partial writes; callbacks that call back. What left and what was told must agree.</summary>
    private sealed class Model : ISendQueueOwner
    {
        private readonly Random _random;
        private readonly int _seed;
        private readonly SendQueue _queue;
        private readonly FakeStream _stream = new() { Room = 0 };
        private readonly Dictionary<long, string> _fate = [];
        private readonly List<long> _overOrder = [];
        private readonly List<long> _accepted = [];
        private readonly FrameFeeder _wire = new(expectMasked: true);
        private long _now;
        private long _nextToken = 1;

        public Model(int seed)
        {
            _seed = seed;
            _random = new Random(seed);
            _queue = new SendQueue(1024, new RandomSource((ulong)seed), this);
        }

        public void Live()
        {
            for (int step = 0; step < 300; step++)
            {
                switch (_random.Next(6))
                {
                    case 0 or 1 or 2:
                        Add();
                        break;
                    case 3:
                        if (_accepted.Count > 0)
                            Withdraw(_accepted[_random.Next(_accepted.Count)]);
                        break;
                    case 4:
                        _queue.TryAddControl(FrameOpcode.Ping, new byte[_random.Next(20)]);
                        break;
                    default:
                        _now += _random.Next(5);
                        _stream.Room = _random.Next(200);
                        _queue.Flush(_stream, _now);
                        break;
                }
                Check(_queue.QueuedBytes >= 0, "queued bytes below zero");
            }
            _queue.DiscardWaiting(DiscardReason.ConnectionLost);
            _stream.Room = long.MaxValue;
            _queue.Flush(_stream, _now);

            _wire.Feed(_stream.Taken.ToArray());
            Check(_wire.Reader.ErrorCode == 0, _wire.Outcome);
            List<string> texts = [.. _wire.Events.Where(e => e.StartsWith("text", StringComparison.Ordinal))];
            Check(texts.SequenceEqual(_overOrder.Select(t => $"text {Body(t)}")), "the wire and the hand-overs differ");
            Check(_accepted.All(_fate.ContainsKey), "a token without a fate");
            Check(_fate.Count == _accepted.Count, "a fate without a token");
            Check(_queue.QueuedBytes == 0, "bytes left");
        }

        public void OnHandedOver(long token)
        {
            Check(_fate.TryAdd(token, "over"), $"second fate of {token}");
            _overOrder.Add(token);
            CallBack();
        }

        public void OnDiscarded(long token, DiscardReason reason)
        {
            Check(_fate.TryAdd(token, "lost"), $"second fate of {token}");
            CallBack();
        }

        private static string Body(long token) => $"{token}-{new string('x', (int)(token * 37 % 90))}";

        private void CallBack()
        {
            if (_random.Next(4) == 0)
                Add();
            if (_random.Next(4) == 0 && _accepted.Count > 0)
                Withdraw(_accepted[_random.Next(_accepted.Count)]);
        }

        private void Add()
        {
            if (_nextToken > 400)
                return;
            long token = _nextToken++;
            // Accepted is noted first: the fate may come within the call only for earlier ones.
            if (_queue.TryAdd(FrameOpcode.Text, Encoding.ASCII.GetBytes(Body(token)), token, _random.Next(3) == 0 ? _now + _random.Next(1, 12) : 0))
                _accepted.Add(token);
        }

        private void Withdraw(long token)
        {
            bool hadFate = _fate.ContainsKey(token);
            bool withdrawn = _queue.Withdraw(token);
            Check(!(hadFate && withdrawn), $"{token} withdrawn after its fate was told");
            Check(!withdrawn || _fate[token] == "lost", $"{token} withdrawn and not told");
        }

        private void Check(bool holds, string what) => Assert.True(holds, $"seed {_seed}: {what}");
    }
}
