using LiveTrading.WebSockets.Compression;
using LiveTrading.WebSockets.Conformance.Reference;
using LiveTrading.WebSockets.Tests.Harness;
using static LiveTrading.WebSockets.Tests.Harness.FrameBytes;

namespace LiveTrading.WebSockets.Tests.Compression;

public sealed class CompressedFrameTests
{
    private const int Limit = 100_000;

    // "Hello" and "He" + "llo" of RFC 7692 §7.2.3.1 and §7.2.3.6.
    private static readonly byte[] _hello = [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00];

    public static TheoryData<bool> Directions => [false, true];

    [Theory]
    [MemberData(nameof(Directions))]
    public void Read_compressed_messages_split_at_every_byte_delivers_them(bool masked)
    {
        byte[] wire = Join(
            Frame(0xC1, _hello, masked),
            Frame(0x81, "plain"u8, masked),
            Frame(0x41, _hello.AsSpan(..3), masked),
            Frame(0x89, "p"u8, masked),
            Frame(0x00, [], masked),
            Frame(0x80, _hello.AsSpan(3..), masked),
            Frame(0xC2, [0x00], masked),
            Frame(0xC1, [], masked),
            Frame(0xC1, _hello, masked));
        for (int split = 0; split <= wire.Length; split++)
        {
            FrameFeeder feeder = Feeder(masked);
            feeder.Feed(wire.AsSpan(..split));
            feeder.Feed(wire.AsSpan(split..));
            Assert.Equal("text Hello; text plain; ping p; text Hello; binary ; text ; text Hello", feeder.Outcome);
        }
        FrameFeeder singly = Feeder(masked);
        singly.FeedSingly(wire);
        Assert.Equal("text Hello; text plain; ping p; text Hello; binary ; text ; text Hello", singly.Outcome);
    }

    [Theory]
    [InlineData(0xC0)]
    [InlineData(0xC8)]
    [InlineData(0xC9)]
    [InlineData(0xCA)]
    [InlineData(0xC3)]
    [InlineData(0xA1)]
    [InlineData(0x91)]
    [InlineData(0xE1)]
    [InlineData(0xF1)]
    public void Read_reserved_bit_where_none_may_be_fails_with_1002(int first)
    {
        FrameFeeder feeder = Feeder(masked: false);
        Assert.Equal(2, feeder.FeedSingly([(byte)first, 1, 0]));
        Assert.Equal(" => 1002 a reserved bit set where compression does not set one", feeder.Outcome);
    }

    [Theory]
    [MemberData(nameof(Directions))]
    public void Read_reserved_bit_on_a_continuation_fails_with_1002(bool masked)
    {
        FrameFeeder feeder = Feeder(masked);
        feeder.Feed(Join(Frame(0x41, _hello.AsSpan(..3), masked), Frame(0xC0, _hello.AsSpan(3..), masked)));
        Assert.Equal(" => 1002 a reserved bit set where compression does not set one", feeder.Outcome);
    }

    [Theory]
    [MemberData(nameof(Directions))]
    public void Read_new_compressed_message_inside_another_fails_with_1002(bool masked)
    {
        FrameFeeder feeder = Feeder(masked);
        feeder.Feed(Join(Frame(0x41, _hello.AsSpan(..3), masked), Frame(0xC1, _hello, masked)));
        Assert.Equal(1002, feeder.Reader.ErrorCode);
    }

    [Theory]
    [MemberData(nameof(Directions))]
    public void Read_compressed_text_that_is_not_UTF8_fails_at_the_earliest_byte_before_the_frame_is_whole(bool masked)
    {
        // Stored, so that each byte of text is a byte on the wire.
        byte[] stored = [0x00, 0x06, 0x00, 0xF9, 0xFF, .. "ab"u8, 0xC3, 0x28, .. "cd"u8, 0x00];
        FrameFeeder feeder = Feeder(masked);
        int header = masked ? 6 : 2;
        Assert.Equal(header + 5 + 4, feeder.FeedSingly(Frame(0xC1, stored, masked)));
        Assert.Equal(" => 1007 text that is not UTF-8", feeder.Outcome);
    }

    [Theory]
    [MemberData(nameof(Directions))]
    public void Read_compressed_text_that_ends_within_a_character_fails_with_1007(bool masked)
    {
        byte[] stored = [0x00, 0x01, 0x00, 0xFE, 0xFF, 0xC3, 0x00];
        FrameFeeder feeder = Feeder(masked);
        feeder.Feed(Frame(0xC1, stored, masked));
        Assert.Equal(" => 1007 text that is not UTF-8", feeder.Outcome);
        FrameFeeder binary = Feeder(masked);
        binary.Feed(Frame(0xC2, stored, masked));
        Assert.Equal("binary \u00C3", binary.Outcome);
    }

    [Theory]
    [MemberData(nameof(Directions))]
    public void Read_content_that_only_the_restored_tail_completes_is_validated_too(bool masked)
    {
        // A stored block of four bytes without its content: the tail 00 00 FF FF that every message gets becomes it.
        byte[] cut = [0x00, 0x04, 0x00, 0xFB, 0xFF];

        FrameFeeder text = Feeder(masked);
        text.Feed(Frame(0xC1, cut, masked));
        FrameFeeder binary = Feeder(masked);
        binary.Feed(Frame(0xC2, cut, masked));

        Assert.Contains("=> 1007", text.Outcome, StringComparison.Ordinal);
        Assert.StartsWith("binary \0\0", binary.Outcome, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Directions))]
    public void Read_data_that_cannot_be_inflated_fail_with_1007_at_their_first_byte(bool masked)
    {
        FrameFeeder feeder = Feeder(masked);
        Assert.Equal((masked ? 6 : 2) + 1, feeder.FeedSingly(Frame(0xC2, [0x07, 1, 2, 3], masked)));
        Assert.Equal(" => 1007 compressed data that cannot be inflated", feeder.Outcome);
    }

    [Theory]
    [MemberData(nameof(Directions))]
    public void Read_bomb_fails_with_1009_before_its_frame_is_whole(bool masked)
    {
        using var zlib = new Zlib();
        byte[] bomb = zlib.Deflate(new byte[20_000_000]);
        FrameFeeder feeder = Feeder(masked);
        Assert.InRange(feeder.FeedSingly(Frame(0xC2, bomb, masked)), 1, bomb.Length / 2);
        Assert.Equal($" => 1009 a compressed message longer than {Limit} bytes", feeder.Outcome);
    }

    [Theory]
    [MemberData(nameof(Directions))]
    public void Read_bomb_in_fragments_fails_with_1009(bool masked)
    {
        using var zlib = new Zlib();
        byte[] bomb = zlib.Deflate(new byte[2 * Limit]);
        FrameFeeder feeder = Feeder(masked);
        feeder.Feed(Frame(0x42, bomb.AsSpan(..1), masked));
        for (int i = 1; i < bomb.Length; i++)
            feeder.Feed(Frame(0x00, bomb.AsSpan(i, 1), masked));
        Assert.Equal($" => 1009 a compressed message longer than {Limit} bytes", feeder.Outcome);
    }

    [Theory]
    [MemberData(nameof(Directions))]
    public void Read_incompressible_message_of_exactly_the_limit_is_delivered(bool masked)
    {
        using var zlib = new Zlib();
        byte[] message = Contents.Make("random", Limit, seed: 1);
        byte[] payload = zlib.Deflate(message);
        Assert.True(payload.Length > Limit);
        FrameFeeder feeder = Feeder(masked);
        feeder.Feed(Frame(0xC2, payload, masked));
        Assert.Single(feeder.Events);
        Assert.Equal(0, feeder.Reader.ErrorCode);
    }

    [Fact]
    public void Read_compressed_frame_far_above_the_limit_fails_with_1009_before_its_payload()
    {
        FrameFeeder feeder = Feeder(masked: false);
        Assert.Equal(10, feeder.FeedSingly([0xC2, 127, 0, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF]));
        Assert.Equal(1009, feeder.Reader.ErrorCode);
    }

    private static FrameFeeder Feeder(bool masked)
    {
        var feeder = new FrameFeeder(masked, Limit);
        feeder.Reader.Inflate(new Inflater(15, takesOver: true, Limit));
        return feeder;
    }
}
