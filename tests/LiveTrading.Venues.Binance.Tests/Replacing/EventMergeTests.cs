using LiveTrading.Venues.Binance.Replacing;

namespace LiveTrading.Venues.Binance.Tests.Replacing;

public sealed class EventMergeTests
{
    private readonly EventMerge<string> _merge = new();

    [Fact]
    public void IsRepeated_SameEventOfTheOther_IsMatchedOnce()
    {
        Assert.False(_merge.IsRepeated("old", "a"u8));
        Assert.False(_merge.IsRepeated("old", "b"u8));
        Assert.True(_merge.IsRepeated("new", "b"u8));
        Assert.False(_merge.IsRepeated("new", "b"u8));
        Assert.True(_merge.IsRepeated("new", "a"u8));
    }

    [Fact]
    public void IsRepeated_SameEventOfTheSame_IsNoRepetition() =>
        Assert.False(_merge.IsRepeated("old", "a"u8) || _merge.IsRepeated("old", "a"u8));

    [Fact]
    public void IsRepeated_BeyondItsBound_OldestAreForgotten()
    {
        for (int i = 0; i <= EventMerge<string>.MaxEvents; i++)
            _merge.IsRepeated("old", BitConverter.GetBytes(i));

        Assert.False(_merge.IsRepeated("new", BitConverter.GetBytes(0)));
        Assert.True(_merge.IsRepeated("new", BitConverter.GetBytes(EventMerge<string>.MaxEvents)));
    }

    [Fact]
    public void IsRepeated_EventsBeyondTheBytes_AreForgotten()
    {
        _merge.IsRepeated("old", new byte[EventMerge<string>.MaxBytes]);
        _merge.IsRepeated("old", "a"u8);

        Assert.True(_merge.IsRepeated("new", "a"u8));
        Assert.False(_merge.IsRepeated("new", new byte[EventMerge<string>.MaxBytes]));
    }
}
