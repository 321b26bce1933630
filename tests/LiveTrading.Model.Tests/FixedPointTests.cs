using System.Text;
using CsCheck;

namespace LiveTrading.Model.Tests;

public sealed class FixedPointTests
{
    [Theory]
    [InlineData("61837.63000000", 6_183_763_000_000)]
    [InlineData("0", 0)]
    [InlineData("0.00000001", 1)]
    [InlineData("-1.5", -150_000_000)]
    [InlineData("92233720368.54775807", long.MaxValue)]
    [InlineData("1.5000000000000", 150_000_000)]
    public void TryParse_number_in_range_gives_raw(string text, long raw)
    {
        Assert.True(FixedPoint.TryParse(Encoding.ASCII.GetBytes(text), out long actual));
        Assert.Equal(raw, actual);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData(".5")]
    [InlineData("1.")]
    [InlineData("1..2")]
    [InlineData("1.2.3")]
    [InlineData("+1")]
    [InlineData("1e5")]
    [InlineData("NaN")]
    [InlineData(" 1")]
    [InlineData("0.000000001")]
    [InlineData("92233720368.54775808")]
    [InlineData("99999999999999999999")]
    public void TryParse_anything_else_is_refused(string text) =>
        Assert.False(FixedPoint.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void TryParse_400_digits_is_refused() =>
        Assert.False(FixedPoint.TryParse(Encoding.ASCII.GetBytes(new string('9', 400)), out _));

    [Fact]
    public void TryFormat_then_TryParse_gives_the_same_number() =>
        Gen.Long.Where(v => v != long.MinValue).Sample(raw =>
        {
            byte[] buffer = new byte[24];
            Assert.True(FixedPoint.TryFormat(raw, buffer, out int n));
            Assert.True(FixedPoint.TryParse(buffer.AsSpan(0, n), out long back));
            Assert.Equal(raw, back);
            Assert.Equal(FixedPoint.ToDecimal(raw), decimal.Parse(Encoding.ASCII.GetString(buffer, 0, n), System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal(raw, FixedPoint.FromDecimal(FixedPoint.ToDecimal(raw)));
        });
}
