using LiveTrading.WebSockets.Frames;
using LiveTrading.WebSockets.Tests.Harness;
using static LiveTrading.WebSockets.Tests.Harness.FrameBytes;

namespace LiveTrading.WebSockets.Tests.Frames;

public sealed class FrameReaderTests
{
    public static TheoryData<bool> Directions => [false, true];

    /// <summary>First byte, second byte without the mask bit, what is wrong.</summary>
    public static TheoryData<int, int, string> WrongHeaders => new()
    {
        { 0xC1, 1, "a reserved bit set without an extension" },
        { 0xA1, 1, "a reserved bit set without an extension" },
        { 0x91, 1, "a reserved bit set without an extension" },
        { 0xF1, 1, "a reserved bit set without an extension" },
        { 0xC9, 1, "a reserved bit set without an extension" },
        { 0x83, 0, "the reserved opcode 3" },
        { 0x84, 0, "the reserved opcode 4" },
        { 0x85, 0, "the reserved opcode 5" },
        { 0x86, 0, "the reserved opcode 6" },
        { 0x87, 0, "the reserved opcode 7" },
        { 0x8B, 0, "the reserved opcode 11" },
        { 0x8C, 0, "the reserved opcode 12" },
        { 0x8D, 0, "the reserved opcode 13" },
        { 0x8E, 0, "the reserved opcode 14" },
        { 0x8F, 0, "the reserved opcode 15" },
        { 0x03, 0, "the reserved opcode 3" },
        { 0x80, 0, "a continuation of nothing" },
        { 0x00, 0, "a continuation of nothing" },
        { 0x09, 0, "a fragmented control frame" },
        { 0x0A, 0, "a fragmented control frame" },
        { 0x08, 0, "a fragmented control frame" },
        { 0x89, 126, "a control frame longer than 125 bytes" },
        { 0x8A, 127, "a control frame longer than 125 bytes" },
        { 0x88, 126, "a control frame longer than 125 bytes" },
    };

    [Theory]
    [MemberData(nameof(WrongHeaders))]
    public void Read_wrong_header_fails_after_two_bytes_with_1002(int first, int second, string text)
    {
        foreach (bool masked in new[] { false, true })
        {
            var feeder = new FrameFeeder(masked);
            int fed = feeder.FeedSingly([(byte)first, (byte)(second | (masked ? 0x80 : 0)), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
            Assert.Equal($" => 1002 {text}", feeder.Outcome);
            Assert.Equal(2, fed);
        }
    }

    [Fact]
    public void Read_masked_frame_on_client_fails_with_1002()
    {
        var feeder = new FrameFeeder(expectMasked: false);
        feeder.Feed(Text("x", masked: true));
        Assert.Equal(" => 1002 a masked frame", feeder.Outcome);
    }

    [Fact]
    public void Read_unmasked_frame_on_server_fails_with_1002()
    {
        var feeder = new FrameFeeder(expectMasked: true);
        feeder.Feed(Text("x"));
        Assert.Equal(" => 1002 a frame that is not masked", feeder.Outcome);
    }

    [Theory]
    [MemberData(nameof(Directions))]
    public void Read_new_message_inside_fragmented_one_fails_with_1002(bool masked)
    {
        foreach (int opcode in new[] { 0x81, 0x82, 0x01, 0x02 })
        {
            var feeder = new FrameFeeder(masked);
            feeder.Feed(Join(Frame(0x01, "ab"u8, masked), Frame(opcode, "c"u8, masked)));
            Assert.Equal(" => 1002 a new message inside a fragmented one", feeder.Outcome);
        }
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(2, 1)]
    [InlineData(2, 125)]
    [InlineData(8, 125)]
    [InlineData(8, 126)]
    [InlineData(8, 65535)]
    public void Read_length_not_in_shortest_form_fails_with_1002(int lengthBytes, int length)
    {
        foreach (bool masked in new[] { false, true })
        {
            var feeder = new FrameFeeder(masked);
            feeder.Feed(Frame(0x82, new byte[length], masked, lengthBytes));
            Assert.StartsWith(" => 1002 a frame length that is not in its shortest form", feeder.Outcome, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Directions))]
    public void Read_length_with_top_bit_fails_with_1002(bool masked)
    {
        var feeder = new FrameFeeder(masked);
        feeder.Feed([0x82, (byte)(127 | (masked ? 0x80 : 0)), 0x80, 0, 0, 0, 0, 0, 0, 1]);
        Assert.Equal(1002, feeder.Reader.ErrorCode);
    }

    [Theory]
    [InlineData(0x7FFFFFFFFFFFFFFF)]
    [InlineData(0x100000000)]
    [InlineData(0x80000000)]
    [InlineData(1 << 20 | 1)]
    public void Read_frame_above_limit_fails_with_1009_before_its_payload(long length)
    {
        var feeder = new FrameFeeder(expectMasked: false, maxMessageBytes: 1 << 20);
        byte[] header = [0x82, 127, .. BitConverter.GetBytes(length).Reverse()];
        Assert.Equal(10, feeder.FeedSingly(header));
        Assert.Equal(" => 1009 a message longer than 1048576 bytes", feeder.Outcome);
    }

    [Theory]
    [MemberData(nameof(Directions))]
    public void Read_message_of_exactly_the_limit_is_delivered(bool masked)
    {
        const int Limit = 70_000;
        var feeder = new FrameFeeder(masked, Limit);
        feeder.Feed(Join(Frame(0x82, new byte[Limit], masked), Frame(0x02, new byte[Limit - 1], masked), Frame(0x80, new byte[1], masked)));
        Assert.Equal(2, feeder.Events.Count);
        Assert.Equal(0, feeder.Reader.ErrorCode);
    }

    [Theory]
    [MemberData(nameof(Directions))]
    public void Read_fragments_above_limit_together_fail_with_1009(bool masked)
    {
        var feeder = new FrameFeeder(masked, maxMessageBytes: 1000);
        feeder.Feed(Join(Frame(0x02, new byte[600], masked), Frame(0x89, "p"u8, masked), Frame(0x80, new byte[401], masked)));
        Assert.Equal("ping p => 1009 a message longer than 1000 bytes", feeder.Outcome);
    }

    [Fact]
    public void Read_control_frame_inside_full_fragmented_message_is_delivered()
    {
        var feeder = new FrameFeeder(expectMasked: false, maxMessageBytes: 125);
        feeder.Feed(Join(Frame(0x02, new byte[125]), Frame(0x89, new byte[125]), Frame(0x80, [])));
        Assert.Equal(2, feeder.Events.Count);
        Assert.Equal(0, feeder.Reader.ErrorCode);
    }

    [Fact]
    public void Read_error_after_good_frames_delivers_them_first_and_nothing_afterwards()
    {
        var feeder = new FrameFeeder(expectMasked: false);
        feeder.Feed(Join(Text("one"), Text("two"), [0x83, 0], Text("three")));
        feeder.Feed(Text("four"));
        Assert.Equal("text one; text two => 1002 the reserved opcode 3", feeder.Outcome);
    }

    [Fact]
    public void Read_close_ends_reading()
    {
        var feeder = new FrameFeeder(expectMasked: false);
        feeder.Feed(Join(Text("one"), Close(1001, "bye"), Text("two")));
        Assert.Equal("text one; close 1001 bye", feeder.Outcome);
    }

    [Fact]
    public void Read_sink_says_stop_consumes_only_what_was_delivered()
    {
        var feeder = new FrameFeeder(expectMasked: false) { GoOn = static () => false };
        byte[] first = Text("one");
        Assert.Equal(first.Length, feeder.Reader.Read(Join(first, Text("two")), feeder));
        Assert.Equal("text one", feeder.Outcome);
    }

    [Theory]
    [MemberData(nameof(Directions))]
    public void Read_any_split_gives_the_same_events(bool masked)
    {
        byte[] stream = Everything(masked);
        var whole = new FrameFeeder(masked);
        whole.Feed(stream);
        Assert.Equal(17, whole.Events.Count);

        var singly = new FrameFeeder(masked);
        singly.FeedSingly(stream);
        Assert.Equal(whole.Outcome, singly.Outcome);
        for (int split = 1; split < stream.Length; split += split is > 600 and < 66_200 ? 97 : 1)
        {
            var feeder = new FrameFeeder(masked);
            feeder.Feed(stream.AsSpan(..split));
            feeder.Feed(stream.AsSpan(split..));
            Assert.Equal(whole.Outcome, feeder.Outcome);
        }
    }

    [Fact]
    public void Read_random_bytes_in_any_split_ends_the_same_and_stays_in_bounds()
    {
        for (int seed = 0; seed < 4000; seed++)
        {
            var random = new Random(seed);
            bool masked = seed % 2 == 0;
            byte[] stream = Garbage(random, masked);
            var whole = new FrameFeeder(masked, 2000);
            whole.Feed(stream);
            var pieces = new FrameFeeder(masked, 2000);
            for (int at = 0; at < stream.Length;)
            {
                int count = Math.Min(random.Next(1, 40), stream.Length - at);
                pieces.Feed(stream.AsSpan(at, count));
                at += count;
            }
            Assert.True(whole.Outcome == pieces.Outcome, $"seed {seed}: '{whole.Outcome}' and '{pieces.Outcome}'");
        }
    }

    [Theory]
    [MemberData(nameof(Directions))]
    public void Read_steady_state_allocates_nothing(bool masked)
    {
        byte[] stream = Join(Frame(0x81, new byte[700].Select(_ => (byte)'a').ToArray(), masked), Frame(0x01, new byte[9000], masked), Frame(0x89, "x"u8, masked), Frame(0x80, new byte[9000], masked));
        var work = new byte[stream.Length];
        var reader = new FrameReader(masked, 1 << 20);
        var sink = new CountingSink();
        long Pass()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++)
            {
                stream.CopyTo(work, 0);
                int half = reader.Read(work.AsSpan(..(stream.Length / 2)), sink);
                reader.Read(work.AsSpan(half), sink);
            }
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Pass();

        Assert.Equal(0, Pass());
        Assert.Equal(600, sink.Count);
    }

    /// <summary>All kinds of frames and lengths, fragments with control frames between, text cut inside characters.</summary>
    private static byte[] Everything(bool masked)
    {
        byte[] Make(int first, ReadOnlySpan<byte> payload) => Frame(first, payload, masked);
        byte[] text = "h\u00e9\u20ac\U0001F600"u8.ToArray();
        var parts = new List<byte[]>
        {
            Make(0x81, "a"u8), Make(0x81, []), Make(0x82, []), Make(0x89, []), Make(0x8A, new byte[125]),
            Make(0x82, new byte[126]), Make(0x81, text),
        };
        for (int i = 0; i < text.Length; i++)
        {
            parts.Add(Make(i == 0 ? 0x01 : 0x00, text.AsSpan(i, 1)));
            if (i % 3 == 0)
                parts.Add(Make(0x89, [(byte)('0' + i)]));
        }
        parts.Add(Make(0x80, []));
        parts.Add(Make(0x02, new byte[10]));
        parts.Add(Make(0x00, []));
        parts.Add(Make(0x80, new byte[100]));
        parts.Add(Make(0x82, new byte[65536]));
        parts.Add(Make(0x81, "last"u8));
        parts.Add(Make(0x88, [0x03, 0xE8]));
        parts.Insert(0, Make(0x8A, "z"u8));
        return Join([.. parts]);
    }

    /// <summary>Mostly right frames with some bytes wrong, so that depth is reached.</summary>
    private static byte[] Garbage(Random random, bool masked)
    {
        int[] firsts = [0x81, 0x82, 0x01, 0x02, 0x00, 0x80, 0x89, 0x8A, 0x88];
        var parts = new List<byte[]>();
        for (int i = 0; i < 8; i++)
        {
            var payload = new byte[random.Next(4) == 0 ? random.Next(100, 400) : random.Next(0, 20)];
            if (random.Next(3) == 0)
                random.NextBytes(payload);
            int first = firsts[random.Next(firsts.Length)];
            parts.Add(Frame(first, first >= 0x88 ? payload.AsSpan(..Math.Min(payload.Length, 125)) : payload, masked));
        }
        byte[] stream = Join([.. parts]);
        for (int i = random.Next(3); i > 0; i--)
            stream[random.Next(stream.Length)] ^= (byte)(1 << random.Next(8));
        return stream;
    }

    private sealed class CountingSink : IFrameSink
    {
        public int Count { get; private set; }

        public bool OnMessage(ReadOnlySpan<byte> payload, bool isText) => ++Count > 0;

        public bool OnPing(ReadOnlySpan<byte> payload) => ++Count > 0;

        public bool OnPong(ReadOnlySpan<byte> payload) => ++Count > 0;

        public bool OnClose(ushort code, ReadOnlySpan<byte> reason) => ++Count > 0;
    }
}
