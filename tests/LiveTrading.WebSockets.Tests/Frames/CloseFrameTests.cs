using LiveTrading.WebSockets.Frames;
using LiveTrading.WebSockets.Tests.Harness;
using static LiveTrading.WebSockets.Tests.Harness.FrameBytes;

namespace LiveTrading.WebSockets.Tests.Frames;

public sealed class CloseFrameTests
{
    [Fact]
    public void Read_every_close_code_is_allowed_as_the_registry_says()
    {
        for (int code = 0; code < 65536; code++)
        {
            bool allowed = code is 1000 or 1001 or 1002 or 1003 or 1007 or 1008 or 1009 or 1010 or 1011 or 1012 or 1013 or 1014 || code / 1000 is 3 or 4;
            var feeder = new FrameFeeder(expectMasked: false);
            feeder.Feed(Close(code));
            Assert.Equal(allowed ? $"close {code} " : $" => 1002 the close code {code}, which is not allowed", feeder.Outcome);
        }
    }

    [Fact]
    public void Read_close_without_code_is_1005()
    {
        var feeder = new FrameFeeder(expectMasked: true);
        feeder.Feed(Frame(0x88, [], masked: true));
        Assert.Equal("close 1005 ", feeder.Outcome);
    }

    [Fact]
    public void Read_close_with_half_a_code_fails_with_1002()
    {
        var feeder = new FrameFeeder(expectMasked: false);
        feeder.Feed(Frame(0x88, [3]));
        Assert.Equal(1002, feeder.Reader.ErrorCode);
    }

    [Fact]
    public void Read_close_with_reason_that_is_not_utf8_fails_with_1007()
    {
        var feeder = new FrameFeeder(expectMasked: false);
        feeder.Feed(Close(1000, "\u00C3"));
        Assert.Equal(1007, feeder.Reader.ErrorCode);
    }

    [Fact]
    public void Read_close_with_longest_reason_is_delivered()
    {
        var feeder = new FrameFeeder(expectMasked: false);
        feeder.Feed(Close(4999, new string('r', 123)));
        Assert.Equal($"close 4999 {new string('r', 123)}", feeder.Outcome);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(999)]
    [InlineData(1004)]
    [InlineData(1005)]
    [InlineData(1006)]
    [InlineData(1015)]
    [InlineData(2999)]
    [InlineData(5000)]
    public void RequireSendable_code_that_may_not_be_sent_throws(int code) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => CloseCodes.RequireSendable((ushort)code, ""));

    [Fact]
    public void RequireSendable_reason_above_123_bytes_throws() =>
        Assert.Throws<ArgumentException>(() => CloseCodes.RequireSendable(1000, new string('\u20ac', 42)));
}
