using System.IO.Compression;
using LiveTrading.WebSockets.Compression;
using LiveTrading.WebSockets.Conformance.Reference;

namespace LiveTrading.WebSockets.Tests.Compression;

public sealed class DeflateTests
{
    private static readonly int[] _lengths = [1, 2, 3, 4, 5, 16, 64, 255, 256, 257, 511, 512, 1000, 4096, 32767, 32768, 32769, 65535, 65536, 65537, 200_000];

    public static TheoryData<string, int, bool> Directions
    {
        get
        {
            var data = new TheoryData<string, int, bool>();
            foreach (string kind in Contents.Kinds)
            {
                foreach (int bits in new[] { 8, 9, 12, 15 })
                {
                    data.Add(kind, bits, true);
                    data.Add(kind, bits, false);
                }
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Directions))]
    public void TryCompress_of_any_message_inflates_to_it_within_the_window(string kind, int bits, bool takesOver)
    {
        var deflater = new Deflater(bits, takesOver);
        var inflater = new Inflater(bits, takesOver, 1 << 20);
        var reference = new ReferenceInflater(bits, takesOver, 1 << 20);
        int compressed = 0;
        for (int i = 0; i < _lengths.Length; i++)
        {
            byte[] message = Contents.Make(kind, _lengths[i], seed: i);
            if (!deflater.TryCompress(message, out ReadOnlySpan<byte> payload))
                continue;
            compressed++;
            Assert.True(payload.Length < message.Length);
            Assert.Equal(message, Inflate(inflater, payload));
            if (message.Length <= 5000)
                Assert.Equal(message, reference.Inflate(payload.ToArray()).Message);
            else if (takesOver)
                reference = new ReferenceInflater(bits, true, 1 << 20);
            if (message.Length > 5000 && takesOver)
                deflater.Forget();
        }
        Assert.True(kind == "random" ? compressed == 0 : compressed > 10, $"{compressed} messages were compressed");
    }

    [Theory]
    [InlineData("json")]
    [InlineData("repetitive")]
    [InlineData("sparse")]
    public void TryCompress_inflates_with_zlib(string kind)
    {
        using var zlib = new Zlib();
        var deflater = new Deflater(15, takesOver: true);
        for (int i = 0; i < _lengths.Length; i++)
        {
            byte[] message = Contents.Make(kind, _lengths[i], seed: i);
            if (deflater.TryCompress(message, out ReadOnlySpan<byte> payload))
                Assert.Equal(message, zlib.Inflate(payload, message.Length));
        }
    }

    [Fact]
    public void TryCompress_of_json_is_nearly_as_short_as_zlib()
    {
        using var zlib = new Zlib(CompressionLevel.Optimal);
        var deflater = new Deflater(15, takesOver: true);
        long ours = 0;
        long theirs = 0;
        for (int i = 0; i < 200; i++)
        {
            byte[] message = Contents.Make("json", 300 + (i * 10), seed: i);
            Assert.True(deflater.TryCompress(message, out ReadOnlySpan<byte> payload));
            ours += payload.Length;
            theirs += zlib.Deflate(message).Length;
        }
        Assert.InRange(ours, 1, theirs * 115 / 100);
    }

    [Fact]
    public void TryCompress_with_takeover_refers_to_earlier_messages()
    {
        byte[] message = Contents.Make("json", 400, seed: 1);
        var with = new Deflater(15, takesOver: true);
        var without = new Deflater(15, takesOver: false);
        Assert.True(with.TryCompress(message, out ReadOnlySpan<byte> first));
        int firstLength = first.Length;
        Assert.True(with.TryCompress(message, out ReadOnlySpan<byte> second));
        Assert.InRange(second.Length, 1, 12);
        without.TryCompress(message, out _);
        Assert.True(without.TryCompress(message, out ReadOnlySpan<byte> again));
        Assert.Equal(firstLength, again.Length);
    }

    [Fact]
    public void Forget_makes_the_next_message_stand_alone()
    {
        byte[] message = Contents.Make("json", 400, seed: 1);
        var deflater = new Deflater(15, takesOver: true);
        deflater.TryCompress(message, out _);
        deflater.Forget();
        Assert.True(deflater.TryCompress(message, out ReadOnlySpan<byte> payload));
        Assert.Equal(message, Inflate(new Inflater(15, true, 1000), payload));
    }

    [Theory]
    [MemberData(nameof(Directions))]
    public void Inflate_of_what_zlib_made_gives_the_message_at_every_split(string kind, int bits, bool takesOver)
    {
        // The framework offers no smaller windows: of those only messages that fit one are tried.
        foreach (CompressionLevel level in new[] { CompressionLevel.Fastest, CompressionLevel.SmallestSize, CompressionLevel.NoCompression })
        {
            byte[] message = Contents.Make(kind, 250, seed: 3);
            using var zlib = new Zlib(level);
            byte[] payload = zlib.Deflate(message);
            for (int split = 0; split <= payload.Length; split++)
            {
                var inflater = new Inflater(bits, takesOver, 250);
                inflater.Begin();
                Assert.Equal(InflateStatus.Ok, inflater.Append(payload.AsSpan(..split)));
                Assert.Equal(InflateStatus.Ok, inflater.Append(payload.AsSpan(split..)));
                Assert.Equal(InflateStatus.Ok, inflater.Complete());
                Assert.Equal(message, inflater.Message.ToArray());
            }
        }
    }

    [Theory]
    [InlineData(CompressionLevel.Fastest)]
    [InlineData(CompressionLevel.Optimal)]
    [InlineData(CompressionLevel.SmallestSize)]
    public void Inflate_of_many_messages_with_takeover_gives_each(CompressionLevel level)
    {
        using var zlib = new Zlib(level);
        var inflater = new Inflater(15, takesOver: true, 1 << 20);
        for (int i = 0; i < 400; i++)
        {
            byte[] message = Contents.Make(Contents.Kinds[i % Contents.Kinds.Length], i % 50 == 49 ? 300_000 : 1 + (i * 37 % 3000), seed: i);
            Assert.Equal(message, Inflate(inflater, zlib.Deflate(message), pieces: i % 7));
        }
        Assert.InRange(inflater.CapacityBytes, 0, 800_000);
    }

    [Fact]
    public void Inflate_of_examples_of_the_RFC_gives_Hello()
    {
        // RFC 7692 §7.2.3.1 to §7.2.3.5.
        var inflater = new Inflater(15, takesOver: true, 100);
        Assert.Equal("Hello"u8, Inflate(inflater, [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00]));
        Assert.Equal("Hello"u8, Inflate(inflater, [0xf2, 0x00, 0x11, 0x00, 0x00]));
        Assert.Equal("Hello"u8, Inflate(inflater, [0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x00]));
        Assert.Equal("Hello"u8, Inflate(inflater, [0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00]));
        Assert.Equal("Hello"u8, Inflate(inflater, [0xf2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xff, 0xff, 0xca, 0xc9, 0xc9, 0x07, 0x00]));
        Assert.Equal(""u8, Inflate(inflater, [0x00]));
    }

    [Fact]
    public void Append_of_a_bomb_stops_at_the_limit_with_bounded_memory()
    {
        using var zlib = new Zlib();
        byte[] payload = zlib.Deflate(new byte[50_000_000]);
        var inflater = new Inflater(15, takesOver: true, 1_000_000);
        inflater.Begin();
        Assert.Equal(InflateStatus.TooBig, inflater.Append(payload));
        Assert.InRange(inflater.CapacityBytes, 0, 1_200_000);
    }

    [Theory]
    [InlineData(249, false)]
    [InlineData(250, true)]
    public void Append_of_a_message_around_the_limit_is_judged_exactly(int limit, bool fits)
    {
        foreach (string kind in Contents.Kinds)
        {
            foreach (CompressionLevel level in new[] { CompressionLevel.Fastest, CompressionLevel.NoCompression })
            {
                using var zlib = new Zlib(level);
                var inflater = new Inflater(15, takesOver: true, limit);
                inflater.Begin();
                Assert.Equal(fits ? InflateStatus.Ok : InflateStatus.TooBig, inflater.Append(zlib.Deflate(Contents.Make(kind, 250, 1))));
            }
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(14)]
    public void Append_of_a_reference_beyond_the_window_is_invalid(int bits)
    {
        var random = new byte[1 << bits];
        new Random(1).NextBytes(random);
        // As far back as 15 bits allow, which the smaller window does not.
        byte[] message = [.. random, 1, .. random];
        Assert.True(new Deflater(15, takesOver: true).TryCompress(message, out ReadOnlySpan<byte> payload));
        var inflater = new Inflater(bits, takesOver: true, 1 << 20);
        inflater.Begin();
        Assert.Equal(InflateStatus.Invalid, inflater.Append(payload));
    }

    [Fact]
    public void Append_without_takeover_of_a_reference_to_an_earlier_message_is_invalid()
    {
        byte[] message = Contents.Make("json", 400, seed: 1);
        var deflater = new Deflater(15, takesOver: true);
        var inflater = new Inflater(15, takesOver: false, 1000);
        Assert.True(deflater.TryCompress(message, out ReadOnlySpan<byte> payload));
        Assert.Equal(message, Inflate(inflater, payload));
        Assert.True(deflater.TryCompress(message, out payload));
        inflater.Begin();
        Assert.Equal(InflateStatus.Invalid, inflater.Append(payload));
    }

    [Theory]
    [InlineData("07")] // the fourth block type
    [InlineData("00 01 00 FF FF 61")] // complement of the stored length
    [InlineData("63 02")] // reference before the beginning
    [InlineData("62 60 60 60")] // then one that ends within
    [InlineData("ED FD")] // 31 distance codes
    [InlineData("04 80 FF FF FF FF FF FF FF")] // over-full code of code lengths
    public void Append_or_Complete_of_broken_data_is_invalid(string hex)
    {
        var inflater = new Inflater(15, takesOver: true, 1000);
        var reference = new ReferenceInflater(15, takesOver: true, 1000);
        byte[] payload = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        inflater.Begin();
        InflateStatus status = inflater.Append(payload);
        if (status == InflateStatus.Ok)
            status = inflater.Complete();
        Assert.Equal(InflateStatus.Invalid, status);
        Assert.Null(reference.Inflate(payload).Message);
    }

    [Fact]
    public void Message_cut_anywhere_is_invalid_or_what_the_reference_says()
    {
        using var zlib = new Zlib();
        byte[] payload = zlib.Deflate(Contents.Make("json", 600, seed: 1));
        for (int length = 1; length < payload.Length; length++)
        {
            var inflater = new Inflater(15, takesOver: true, 1000);
            byte[]? expected = new ReferenceInflater(15, takesOver: true, 1000).Inflate(payload[..length]).Message;
            inflater.Begin();
            bool valid = inflater.Append(payload.AsSpan(..length)) == InflateStatus.Ok && inflater.Complete() == InflateStatus.Ok;
            Assert.Equal(expected is not null, valid);
        }
    }

    [Fact]
    public void Inflate_and_compress_in_steady_state_allocate_nothing()
    {
        var deflater = new Deflater(15, takesOver: true);
        var inflater = new Inflater(15, takesOver: true, 1 << 20);
        byte[][] messages = [.. Enumerable.Range(0, 40).Select(i => Contents.Make("json", 300 + (i * 300), seed: i))];

        long Pass()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int round = 0; round < 20; round++)
            {
                foreach (byte[] message in messages)
                {
                    deflater.TryCompress(message, out ReadOnlySpan<byte> payload);
                    inflater.Begin();
                    inflater.Append(payload);
                    inflater.Complete();
                    if (inflater.Message.Length != message.Length)
                        throw new InvalidOperationException("not the message");
                }
            }
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Pass();
        Assert.Equal(0, Pass());
    }

    [Fact]
    public void Append_with_a_limit_near_the_largest_index_goes_on_behind_history()
    {
        byte[] message = Contents.Make("json", 5000, seed: 1);
        var deflater = new Deflater(15, takesOver: true);
        var inflater = new Inflater(15, takesOver: true, int.MaxValue - 100);
        for (int i = 0; i < 3; i++)
        {
            Assert.True(deflater.TryCompress(message, out ReadOnlySpan<byte> payload));
            Assert.Equal(message, Inflate(inflater, payload));
        }
    }

    private static byte[] Inflate(Inflater inflater, ReadOnlySpan<byte> payload, int pieces = 0)
    {
        inflater.Begin();
        if (payload.IsEmpty)
            return [];
        int step = pieces == 0 ? payload.Length : Math.Max(1, payload.Length / (pieces * 10));
        while (!payload.IsEmpty)
        {
            int count = Math.Min(step, payload.Length);
            Assert.Equal(InflateStatus.Ok, inflater.Append(payload[..count]));
            payload = payload[count..];
        }
        Assert.Equal(InflateStatus.Ok, inflater.Complete());
        return inflater.Message.ToArray();
    }
}
