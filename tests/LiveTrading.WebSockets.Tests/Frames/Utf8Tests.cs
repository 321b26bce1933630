using System.Buffers;
using System.Text;
using LiveTrading.WebSockets.Frames;
using LiveTrading.WebSockets.Tests.Harness;
using static LiveTrading.WebSockets.Tests.Harness.FrameBytes;

namespace LiveTrading.WebSockets.Tests.Frames;

public sealed class Utf8Tests
{
    /// <summary>Borders of every range of Unicode table 3-7 from both sides, in hexadecimal.</summary>
    public static TheoryData<string> Corpus =>
    [
        "", "41", "7F", "80", "BF", "C0", "C080", "C1BF", "C27F", "C280", "C2", "DFBF", "DFC0", "E0", "E09F80", "E0A080", "E0A0", "E0BFBF",
        "E18080", "ECBFBF", "ED80", "ED8080", "ED9FBF", "EDA080", "EDBFBF", "EE8080", "EFBFBD", "EFBFBF", "EFBF", "EF41", "F0", "F08080", "F08FBFBF", "F0908080", "F09080",
        "F18080", "F3BFBFBF", "F48FBFBF", "F4908080", "F5808080", "F8888080", "FE", "FF", "41C3A942", "C3A9C3A9E282ACF09F9880", "E282ACE282", "F09F98", "F09F9841",
        "CEBAE1BDB9CF83CEBCCEB5EDA080656469746564", "CEBAE1BDB9CF83CEBCCEB5F4908080656469746564", "C3", "4180", "E28282AC", "0041",
    ];

    [Theory]
    [MemberData(nameof(Corpus))]
    public void Read_text_in_one_frame_is_valid_as_the_framework_says(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex);
        foreach (bool masked in new[] { false, true })
        {
            var feeder = new FrameFeeder(masked);
            feeder.Feed(Frame(0x81, bytes, masked));
            Assert.Equal(FirstBad(bytes) == int.MaxValue ? 0 : 1007, feeder.Reader.ErrorCode);
        }
    }

    [Theory]
    [MemberData(nameof(Corpus))]
    public void Read_text_byte_by_byte_fails_at_the_earliest_byte(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex);
        foreach (bool masked in new[] { false, true })
        {
            // More bytes are announced than come, so that only the earliest byte can be the reason.
            byte[] frame = Frame(0x81, [.. bytes, .. new byte[20]], masked);
            int header = masked ? 6 : 2;
            int bad = FirstBad([.. bytes, 0]);
            var feeder = new FrameFeeder(masked);
            int fed = feeder.FeedSingly(frame.AsSpan(..^1));
            Assert.Equal(bad == int.MaxValue ? 0 : 1007, feeder.Reader.ErrorCode);
            if (bad != int.MaxValue)
                Assert.Equal(header + bad + 1, fed);
        }
    }

    [Theory]
    [MemberData(nameof(Corpus))]
    public void Read_text_in_fragments_of_a_byte_fails_at_the_earliest_fragment(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex);
        int bad = FirstBad(bytes);
        var feeder = new FrameFeeder(expectMasked: false);
        feeder.Feed(Frame(0x01, []));
        for (int i = 0; i < bytes.Length; i++)
        {
            feeder.Feed(Frame(0x00, bytes.AsSpan(i, 1)));
            Assert.Equal(i >= bad ? 1007 : 0, feeder.Reader.ErrorCode);
            if (i >= bad)
                return;
        }
        feeder.Feed(Frame(0x80, []));
        Assert.Equal(bad == int.MaxValue ? 0 : 1007, feeder.Reader.ErrorCode);
    }

    [Fact]
    public void Append_every_pair_and_random_strings_agree_with_the_framework()
    {
        for (int first = 0; first < 256; first++)
        {
            for (int second = 0; second < 256; second++)
                Compare([(byte)first, (byte)second]);
        }
        var random = new Random(11);
        byte[] likely = [0x41, 0x80, 0x90, 0x9F, 0xA0, 0xBF, 0xC2, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF3, 0xF4];
        for (int i = 0; i < 30_000; i++)
            Compare([.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => likely[random.Next(likely.Length)])]);
    }

    [Fact]
    public void Read_text_of_many_pieces_larger_than_scratch_is_valid()
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("ab\u20ac\U0001F600\u00e9", 1000)));
        foreach (bool masked in new[] { false, true })
        {
            foreach (int piece in new[] { 1, 3, 511, 512, 513, 1300 })
            {
                var feeder = new FrameFeeder(masked);
                byte[] frame = Frame(0x81, text, masked);
                for (int at = 0; at < frame.Length; at += piece)
                    feeder.Feed(frame.AsSpan(at, Math.Min(piece, frame.Length - at)));
                Assert.Equal(0, feeder.Reader.ErrorCode);
                Assert.Single(feeder.Events);
            }
        }
    }

    private static void Compare(byte[] bytes)
    {
        int bad = FirstBad(bytes);
        Utf8Stream stream = default;
        for (int i = 0; i < bytes.Length; i++)
        {
            bool valid = stream.Append(bytes.AsSpan(i, 1));
            Assert.True(valid == i < bad, $"{Convert.ToHexString(bytes)} at {i}");
            if (!valid)
                return;
        }
        Assert.True(stream.IsComplete == (bad == int.MaxValue), Convert.ToHexString(bytes));
    }

    /// <summary>Index of the first byte after which no text can be valid; the length when only the end is missing; int.MaxValue when valid.</summary>
    private static int FirstBad(byte[] bytes)
    {
        int start = 0;
        while (start < bytes.Length)
        {
            // Rune says NeedMoreData exactly for what can still become a character.
            for (int length = 1; ; length++)
            {
                if (start + length > bytes.Length)
                    return bytes.Length;
                OperationStatus status = Rune.DecodeFromUtf8(bytes.AsSpan(start, length), out _, out int used);
                if (status == OperationStatus.InvalidData)
                    return start + length - 1;
                if (status != OperationStatus.Done)
                    continue;
                start += used;
                break;
            }
        }
        return int.MaxValue;
    }
}
