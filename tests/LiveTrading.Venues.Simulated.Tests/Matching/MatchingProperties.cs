using CsCheck;
using LiveTrading.Model.Orders;
using LiveTrading.Venues.Simulated.Accounts;
using LiveTrading.Venues.Simulated.Matching;
using static LiveTrading.Venues.Simulated.Tests.Matching.MarketUnderTest;

namespace LiveTrading.Venues.Simulated.Tests.Matching;

public class MatchingProperties
{
    private static readonly Gen<(int Action, int User, int Side, int Price, int Quantity)[]> Steps =
        Gen.Select(Gen.Int[0, 7], Gen.Int[0, 1], Gen.Int[0, 1], Gen.Int[95, 106], Gen.Int[1, 300]).Array[1, 80];

    [Fact]
    public void AnySequence_conservesMoneyAndNeverGivesMoreThanWasThere() => Steps.Sample(steps =>
    {
        var m = new MarketUnderTest();
        foreach ((int action, int user, int sideIndex, int priceUnits, int quantityUnits) in steps)
        {
            VenueAccount account = user == 0 ? m.Alice : m.Bob;
            OrderSide side = sideIndex == 0 ? OrderSide.Buy : OrderSide.Sell;
            decimal price = priceUnits;
            decimal quantity = quantityUnits / 100m;
            int before = m.Market.Reports.Count;
            switch (action)
            {
                case 0 or 1:
                    m.Market.Place(account, m.Ticket(side, VenueOrderType.Limit, quantity, price), 1, out _);
                    break;
                case 2:
                    m.Market.Place(account, m.Ticket(side, VenueOrderType.Market, quantity), 1, out _);
                    break;
                case 3:
                    m.Market.Place(account, m.Ticket(side, VenueOrderType.StopLoss, quantity, stop: price), 1, out _);
                    break;
                case 4:
                    m.Trade(price, quantity, user == 0);
                    long given = m.Market.Reports.Skip(before).Where(r => r.Fill is { IsMaker: true }).Sum(r => r.Fill!.Quantity);
                    Assert.True(given <= R(quantity) || m.Market.Reports.Skip(before).Any(r => r.Fill is { IsMaker: false }));
                    break;
                case 5:
                    m.Depth(side, side == OrderSide.Buy ? Math.Min(price, 100) : Math.Max(price, 101), quantity);
                    break;
                case 6:
                    m.Ticker(price, quantity, price + 1, quantity);
                    break;
                default:
                    if (account.Orders.FirstOrDefault(o => o.IsOpen) is { } open)
                        m.Market.Cancel(open, "x" + before, 1);
                    break;
            }

            Check(m);
        }
    }, iter: 2000);

    private static void Check(MarketUnderTest m)
    {
        foreach (string asset in new[] { "USDT", "BTC" })
        {
            long initial = R(asset == "USDT" ? 20_000 : 20);
            long users = 0;
            foreach (VenueAccount account in new[] { m.Alice, m.Bob })
            {
                AssetBalance balance = account.Balance(asset);
                Assert.True(balance.Free >= 0 && balance.Locked >= 0, $"{asset} free {balance.Free} locked {balance.Locked}");
                long locked = account.Orders.Where(o => o.IsOpen && o.IsBuy == (asset == "USDT")).Sum(o => o.Locked);
                Assert.Equal(locked, balance.Locked);
                users += balance.Free + balance.Locked;
            }

            Assert.Equal(initial, users + m.Ledger.FeeTotal(asset) + m.Ledger.MarketTotal(asset));
        }

        foreach (VenueOrder order in m.Alice.Orders.Concat(m.Bob.Orders))
        {
            Assert.InRange(order.Executed, 0, order.Quantity);
            Assert.Equal(order.Executed, order.Account.Fills.Where(f => f.Order == order).Sum(f => f.Quantity));
            Assert.True(order.IsOpen || order.Locked == 0);
        }
    }
}
