using LiveTrading.Venues.Binance.Requests;

namespace LiveTrading.Venues.Binance.Tests.Requests;

public sealed class PendingRequestTableTests
{
    [Fact]
    public void NextToken_Full_IsZeroUntilOneIsAnswered()
    {
        PendingRequestTable table = new();
        long first = table.NextToken();
        for (int i = 0; i < PendingRequestTable.Capacity; i++)
            table.Add(new PendingRequest { Token = table.NextToken() });
        Assert.Equal((0L, PendingRequestTable.Capacity), (table.NextToken(), table.Count));

        Assert.True(table.TryRemove(first, out _));

        Assert.NotEqual(0, table.NextToken());
        Assert.NotEqual(first, table.NextToken());
    }

    [Fact]
    public void Tokens_NeverRepeat()
    {
        PendingRequestTable table = new();
        HashSet<long> seen = [];
        Random random = new(5);
        List<long> open = [];
        for (int i = 0; i < 20_000; i++)
        {
            long token = table.NextToken();
            if (token != 0 && random.Next(2) == 0)
            {
                Assert.True(seen.Add(token));
                table.Add(new PendingRequest { Token = token, RequestId = token });
                open.Add(token);
            }
            else if (open.Count > 0)
            {
                int at = random.Next(open.Count);
                Assert.True(table.TryRemove(open[at], out PendingRequest request));
                Assert.Equal(open[at], request.RequestId);
                Assert.False(table.TryRemove(open[at], out _));
                open.RemoveAt(at);
            }

            Assert.Equal(open.Count, table.Count);
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(long.MaxValue)]
    public void TryRemove_ForeignToken_IsFalse(long token)
    {
        PendingRequestTable table = new();
        table.Add(new PendingRequest { Token = table.NextToken() });
        Assert.False(table.TryRemove(token, out _));
        Assert.False(table.TryMarkHandedOver(token, 1, out _));
    }

    [Fact]
    public void TryTakeDue_TakesOnlyWhatIsDue()
    {
        PendingRequestTable table = new();
        table.Add(new PendingRequest { Token = table.NextToken(), DueNanos = 10, RequestId = 1 });
        table.Add(new PendingRequest { Token = table.NextToken(), DueNanos = 20, RequestId = 2 });

        Assert.True(table.TryTakeDue(15, out PendingRequest due));
        Assert.Equal(1, due.RequestId);
        Assert.False(table.TryTakeDue(15, out _));
        Assert.True(table.TryTakeDue(long.MaxValue, out _));
        Assert.Equal(0, table.Count);
    }
}
