using CsCheck;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Tests.Risk;
using LiveTrading.Model;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Portfolios;

public sealed class PortfolioTests
{
    private readonly RiskBench _bench = new();

    private Portfolio Portfolio => _bench.Portfolio;

    [Fact]
    public void ApplyFill_twoStrategies_netInTheEngineAndStandApart()
    {
        Trade(OrderSide.Buy, 0.05m, 61_000m);
        Trade(OrderSide.Sell, 0.02m, 61_500m, strategy: RiskBench.OtherStrategy);
        Assert.Equal(0.03m, Portfolio.EnginePosition(_bench.Bitcoin));
        Assert.Equal(0.05m, Portfolio.FindStrategy(RiskBench.Strategy)!.Find(_bench.Bitcoin)!.SignedQuantity);
        Assert.Equal(-0.02m, Portfolio.FindStrategy(RiskBench.OtherStrategy)!.Find(_bench.Bitcoin)!.SignedQuantity);
        Assert.Equal(10m, Portfolio.RealizedPnl("USDT"));
        Assert.Equal(0m, Portfolio.RealizedPnl("BTC"));
    }

    [Fact]
    public void ApplyFill_publishesThePositionAfterItChanged()
    {
        PositionEvent? last = null;
        _bench.Bus.Subscribe<PositionEvent>("position.*", (in PositionEvent e) => last = e);
        Trade(OrderSide.Buy, 0.05m, 61_000m, 0.00005m, "BTC");
        Assert.Equal(0.04995m, last!.Value.SignedQuantity);
        Assert.Equal(61_000m, last.Value.AveragePrice);
        Assert.Equal(3.05m, last.Value.QuoteFees);
        Assert.Equal(RiskBench.Strategy, last.Value.StrategyId);
    }

    [Fact]
    public void Fees_areSummedByCurrency()
    {
        Trade(OrderSide.Buy, 0.05m, 61_000m, 0.00005m, "BTC");
        Trade(OrderSide.Sell, 0.01m, 61_000m, 0.61m, "USDT");
        Trade(OrderSide.Sell, 0.01m, 61_000m, 0.001m, "BNB");
        Trade(OrderSide.Sell, 0.01m, 61_000m, -0.1m, "USDT");
        Trade(OrderSide.Sell, 0.01m, 61_000m, 0.3m, null);
        Assert.Equal(0.00005m, Portfolio.Fees["BTC"]);
        Assert.Equal(0.51m, Portfolio.Fees["USDT"]);
        Assert.Equal(0.001m, Portfolio.Fees["BNB"]);
        Assert.Equal(0.3m, Portfolio.Fees[Portfolio.UnknownCurrency]);
    }

    [Theory]
    [InlineData(0, 0.01)]
    [InlineData(61_000, 0)]
    public void ApplyFill_withoutPriceOrQuantity_throws(double price, double quantity)
    {
        Order order = _bench.Buy();
        OrderEvent fill = _bench.FillEvent(order, (decimal)price, (decimal)quantity);
        Assert.Throws<ArgumentException>(() => Portfolio.ApplyFill(order, in fill));
        Assert.Equal(0m, Portfolio.EnginePosition(_bench.Bitcoin));
        Assert.Equal(0, Portfolio.Version);
    }

    [Fact]
    public void ApplyBust_undoesPositionFeesAndBalanceChange()
    {
        Baseline(100_000m, 1m);
        Trade(OrderSide.Buy, 0.05m, 61_000m);
        OrderEvent fill = Trade(OrderSide.Buy, 0.02m, 62_000m, 0.00002m, "BTC");
        Order order = _bench.Buy();
        Portfolio.ApplyBust(order, in fill);
        Assert.Equal(0.05m, Portfolio.EnginePosition(_bench.Bitcoin));
        Assert.Equal(0m, Portfolio.Fees["BTC"]);
        Account account = Portfolio.Accounts[0];
        Assert.Equal(0.05m, account.Find("BTC")!.EngineChange);
        Assert.Equal(-3_050m, account.Find("USDT")!.EngineChange);
    }

    [Fact]
    public void ApplyLateCommission_addsTheCommissionAlone()
    {
        Order order = _bench.Buy();
        OrderEvent fill = _bench.FillEvent(order, 61_000m, 0.05m);
        Portfolio.ApplyFill(order, in fill);
        OrderEvent complete = fill with { Commission = 0.00005m, CommissionCurrency = "BTC" };
        Portfolio.ApplyLateCommission(order, in complete);
        Assert.Equal(0.04995m, Portfolio.EnginePosition(_bench.Bitcoin));
        Assert.Equal(1, Portfolio.Position(_bench.Bitcoin).FillCount);
    }

    [Fact]
    public void VenuePosition_nothingMissing_equalsTheEnginePositionExactly()
    {
        Baseline(100_000m, 1m);
        Trade(OrderSide.Buy, 0.05m, 61_000m, 0.00005m, "BTC");
        _bench.Balances(96_950m, 1.02995m, btcLocked: 0.02m);
        Assert.Equal(0.04995m, Portfolio.EnginePosition(_bench.Bitcoin));
        Assert.Equal(0.04995m, Portfolio.VenuePosition(_bench.Bitcoin));
    }

    [Fact]
    public void VenuePosition_missedFill_shows()
    {
        Baseline(100_000m, 1m);
        _bench.Balances(99_390m, 1.01m);
        Assert.Equal(0.01m, Portfolio.VenuePosition(_bench.Bitcoin));
        Assert.Equal(0m, Portfolio.EnginePosition(_bench.Bitcoin));
    }

    [Fact]
    public void VenuePosition_withoutBaselineReportOrSpot_isUnknownNotFlat()
    {
        Assert.Null(Portfolio.VenuePosition(_bench.Bitcoin));
        var unconnected = new RiskBench(connect: false);
        Assert.Null(unconnected.Portfolio.VenuePosition(unconnected.Bitcoin));
        var perpetual = new RiskBench(instrument: RiskBench.Btcusdt with { Kind = Model.Instruments.InstrumentKind.Perpetual });
        perpetual.Portfolio.SetBaseline(new BalanceBaseline(RiskBench.AccountId, "BTC", 1m, default));
        Assert.Null(perpetual.Portfolio.VenuePosition(perpetual.Bitcoin));
    }

    [Fact]
    public void VenuePosition_transfers_areNoPosition()
    {
        Baseline(100_000m, 1m);
        _bench.Clock.Advance(TimeSpan.FromSeconds(1));
        BalanceTransfer deposit = Transfer("BTC", 0.5m);
        Assert.True(Portfolio.ApplyTransfer(deposit));
        _bench.Balances(100_000m, 1.5m);
        Assert.Equal(0m, Portfolio.VenuePosition(_bench.Bitcoin));
    }

    [Fact]
    public void ApplyTransfer_twice_countsOnce()
    {
        Baseline(100_000m, 1m);
        _bench.Clock.Advance(TimeSpan.FromSeconds(1));
        BalanceTransfer deposit = Transfer("BTC", 0.5m);
        Assert.True(Portfolio.ApplyTransfer(deposit));
        Assert.False(Portfolio.ApplyTransfer(deposit with { }));
        Assert.True(Portfolio.ApplyTransfer(deposit with { Amount = -0.5m }));
        Assert.Equal(0m, Portfolio.Accounts[0].Find("BTC")!.Transfers);
    }

    [Fact]
    public void ApplyTransfer_beforeTheBaseline_isContainedInIt()
    {
        BalanceTransfer deposit = Transfer("BTC", 0.5m);
        _bench.Clock.Advance(TimeSpan.FromSeconds(1));
        Baseline(100_000m, 1.5m);
        Assert.False(Portfolio.ApplyTransfer(deposit));
        Assert.Equal(0m, Portfolio.VenuePosition(_bench.Bitcoin));
    }

    [Fact]
    public void ApplyTransfer_toldBeforeTheBaselineThatContainsIt_isNotCountedBesideIt()
    {
        Portfolio.ApplyTransfer(Transfer("BTC", 0.5m));
        _bench.Clock.Advance(TimeSpan.FromSeconds(1));
        Baseline(100_000m, 1.5m);
        Assert.Equal(0m, Portfolio.VenuePosition(_bench.Bitcoin));
        Assert.Equal(0m, Portfolio.Accounts[0].Find("BTC")!.Transfers);
    }

    [Fact]
    public void ApplyTransfer_toldBeforeTheBaselineButLaterThanIt_isCounted()
    {
        UnixNanos madeAt = _bench.Clock.Now;
        _bench.Clock.Advance(TimeSpan.FromSeconds(1));
        Portfolio.ApplyTransfer(Transfer("BTC", 0.5m));
        Portfolio.SetBaseline(new BalanceBaseline(RiskBench.AccountId, "BTC", 1m, madeAt));
        _bench.Balances(100_000m, 1.5m);
        Assert.Equal(0m, Portfolio.VenuePosition(_bench.Bitcoin));
    }

    [Fact]
    public void VenuePosition_baseUsedInOtherInstruments_isSeparated()
    {
        InstrumentHandle ether = _bench.Cache.AddInstrument(RiskBench.Ethbtc);
        Baseline(100_000m, 1m);
        Trade(OrderSide.Buy, 0.05m, 61_000m);
        Trade(OrderSide.Buy, 2m, 0.05m, 0.002m, "ETH", instrument: ether);
        Portfolio.ApplyAccount(new AccountReport
        {
            Account = RiskBench.AccountId,
            IsComplete = true,
            Balances = [new Balance("USDT", 96_950m, 0m), new Balance("BTC", 0.95m, 0m), new Balance("ETH", 1.998m, 0m)],
            EventTime = _bench.Clock.Now,
        });
        Assert.Equal(0.05m, Portfolio.VenuePosition(_bench.Bitcoin));
        Assert.Equal(1.998m, Portfolio.VenuePosition(ether));
    }

    [Fact]
    public void AdjustBaseline_explainsADifference()
    {
        Baseline(100_000m, 1m);
        _bench.Balances(100_000m, 1.25m);
        Assert.Equal(0.25m, Portfolio.VenuePosition(_bench.Bitcoin));
        Portfolio.AdjustBaseline(RiskBench.AccountId, "BTC", 0.25m);
        Assert.Equal(0m, Portfolio.VenuePosition(_bench.Bitcoin));
        Assert.Equal(1.25m, Portfolio.Baseline(RiskBench.AccountId, "BTC"));
    }

    [Fact]
    public void AdjustBaseline_ofACurrencyThatWasNotHeld_leavesTheMomentOfTheBaseline()
    {
        InstrumentHandle ether = _bench.Cache.AddInstrument(RiskBench.Ethbtc);
        UnixNanos before = _bench.Clock.Now;
        _bench.Clock.Advance(TimeSpan.FromSeconds(1));
        Baseline(100_000m, 1m);
        Portfolio.AdjustBaseline(RiskBench.AccountId, "ETH", 0.25m);

        Portfolio.ApplyForeignTrade(new FillReport { VenueOrderId = new VenueOrderId(1), Instrument = ether, Side = OrderSide.Buy, Price = Price.Of(0.05m), Quantity = Quantity.Of(2m), TradeId = new TradeId(1), EventTime = before });

        Assert.Equal(0m, Portfolio.Accounts[0].Find("ETH")!.ForeignChange);
    }

    [Fact]
    public void VenuePosition_moreChangesSinceTheReportThanAreRemembered_cannotBeTold()
    {
        Baseline(100_000m, 1m);
        _bench.Balances(100_000m, 1m);
        for (int i = 0; i < 100; i++)
        {
            _bench.Clock.Advance(TimeSpan.FromMilliseconds(1));
            Trade(OrderSide.Buy, 0.001m, 61_000m);
        }

        Assert.Equal(0.1m, Portfolio.VenuePosition(_bench.Bitcoin));
        for (int i = 0; i < 100; i++)
        {
            _bench.Clock.Advance(TimeSpan.FromMilliseconds(1));
            Trade(OrderSide.Buy, 0.001m, 61_000m);
        }

        Assert.Null(Portfolio.VenuePosition(_bench.Bitcoin));
        Assert.Null(Portfolio.Accounts[0].Find("BTC")!.Unexplained);
        _bench.Clock.Advance(TimeSpan.FromMilliseconds(1));
        _bench.Balances(87_800m, 1.2m);
        Assert.Equal(0.2m, Portfolio.VenuePosition(_bench.Bitcoin));
    }

    [Fact]
    public void ApplyAccount_olderThanKnown_isNotAppliedAndCounted()
    {
        _bench.Clock.Advance(TimeSpan.FromSeconds(1));
        _bench.Balances(90_000m, 2m);
        Portfolio.ApplyAccount(new AccountReport
        {
            Account = RiskBench.AccountId,
            IsComplete = true,
            Balances = [new Balance("USDT", 1m, 0m)],
            EventTime = new UnixNanos(_bench.Clock.Now.Value - 1),
        });
        Assert.Equal(90_000m, Portfolio.Accounts[0].Find("USDT")!.Free);
        Assert.Equal(2m, Portfolio.Accounts[0].Find("BTC")!.Free);
        Assert.Equal(2, Portfolio.Accounts[0].StaleBalanceCount);
    }

    [Theory]
    [InlineData(10, 610)]
    [InlineData(10.001, 0)]
    public void ApplyAccount_olderThanAFillByTheVenuesTimeButArrivedLongAfter_containsTheFill(double seconds, double unsettled)
    {
        _bench.Clock.Advance(TimeSpan.FromSeconds(1));
        Trade(OrderSide.Buy, 0.01m, 61_000m);
        UnixNanos venueTime = new(_bench.Clock.Now.Value - 1);
        _bench.Clock.Advance(TimeSpan.FromSeconds(seconds));
        Portfolio.ApplyAccount(new AccountReport
        {
            Account = RiskBench.AccountId,
            IsComplete = true,
            Balances = [new Balance("USDT", 99_390m, 0m)],
            EventTime = venueTime,
            ReceivedTime = _bench.Clock.Now,
        });
        Assert.Equal((decimal)unsettled, Portfolio.Accounts[0].Find("USDT")!.UnsettledSpending);
    }

    [Fact]
    public void ApplyAccount_partial_leavesOtherCurrencies()
    {
        Portfolio.ApplyAccount(new AccountReport { Account = RiskBench.AccountId, IsComplete = false, Balances = [new Balance("USDT", 5m, 1m)], EventTime = _bench.Clock.Now });
        Assert.Equal(6m, Portfolio.Accounts[0].Find("USDT")!.Total);
        Assert.Equal(1m, Portfolio.Accounts[0].Find("BTC")!.Free);
    }

    [Fact]
    public void ApplyAccount_completeWithoutACurrency_meansZero()
    {
        Portfolio.ApplyAccount(new AccountReport { Account = RiskBench.AccountId, IsComplete = true, Balances = [new Balance("USDT", 5m, 0m)], EventTime = _bench.Clock.Now });
        Assert.Equal(0m, Portfolio.Accounts[0].Find("BTC")!.Total);
    }

    [Fact]
    public void ApplyAccount_partialFirst_isNoKnownAccount()
    {
        var bench = new RiskBench(connect: false);
        bench.Portfolio.AddAccount(RiskBench.Venue, RiskBench.AccountId);
        bench.Portfolio.ApplyAccount(new AccountReport { Account = RiskBench.AccountId, IsComplete = false, Balances = [new Balance("USDT", 5m, 0m)] });
        Assert.False(bench.Portfolio.Accounts[0].IsKnown);
    }

    [Fact]
    public void ApplyAccount_ofAStranger_isRefused() =>
        Assert.False(Portfolio.ApplyAccount(new AccountReport { Account = new AccountId("other"), IsComplete = true, Balances = [] }));

    [Fact]
    public void BaselinesOf_partialReport_throws() =>
        Assert.Throws<ArgumentException>(() => Portfolio.BaselinesOf(new AccountReport { Account = RiskBench.AccountId, IsComplete = false, Balances = [] }));

    [Theory]
    [InlineData(0.012349, 0.000009)]
    [InlineData(-0.012349, 0.000009)]
    [InlineData(0.01234, 0)]
    [InlineData(0, 0)]
    public void Dust_isThePartBelowTheLot(double position, double expected)
    {
        if (position != 0)
            Trade(position > 0 ? OrderSide.Buy : OrderSide.Sell, (decimal)Math.Abs(position), 61_000m);
        Assert.Equal((decimal)expected, Portfolio.Dust(_bench.Bitcoin));
    }

    [Fact]
    public void Export_thenRestore_isTheSamePortfolio() => Gen.Select(Gen.Bool, Gen.Int[1, 1_000], Gen.Int[50_000, 70_000], Gen.Int[0, 4]).Array[1, 30].Sample(fills =>
    {
        var before = new RiskBench();
        Set(before);
        foreach ((bool buys, int lots, int price, int kind) in fills)
        {
            Order order = before.New(buys ? OrderSide.Buy : OrderSide.Sell, OrderType.Limit, price, lots * 0.001m, strategy: kind % 2 == 0 ? RiskBench.Strategy : RiskBench.OtherStrategy);
            OrderEvent fill = before.FillEvent(order, price, lots * 0.001m, kind == 0 ? 0m : lots * 0.000001m, kind == 1 ? "BTC" : kind == 2 ? "USDT" : "BNB");
            before.Portfolio.ApplyFill(order, in fill);
        }

        var after = new RiskBench();
        Set(after);
        after.Portfolio.Restore(before.Portfolio.Export());
        Price mark = Price.Of(60_000m);
        return after.Portfolio.EnginePosition(after.Bitcoin) == before.Portfolio.EnginePosition(before.Bitcoin)
            && after.Portfolio.VenuePosition(after.Bitcoin) == before.Portfolio.VenuePosition(before.Bitcoin)
            && after.Portfolio.Position(after.Bitcoin).NetPnl(mark) == before.Portfolio.Position(before.Bitcoin).NetPnl(mark)
            && after.Portfolio.Fees.OrderBy(fee => fee.Key, StringComparer.Ordinal).SequenceEqual(before.Portfolio.Fees.OrderBy(fee => fee.Key, StringComparer.Ordinal))
            && after.Portfolio.Strategies.Sum(strategy => strategy.Find(after.Bitcoin)!.NetPnl(mark)) == before.Portfolio.Strategies.Sum(strategy => strategy.Find(before.Bitcoin)!.NetPnl(mark));

        static void Set(RiskBench bench) => bench.Portfolio.SetBaseline(new BalanceBaseline(RiskBench.AccountId, "BTC", 1m, bench.Clock.Now));
    });

    [Fact]
    public void Strategies_anyFills_sumUpToTheEngine() => Gen.Select(Gen.Bool, Gen.Int[1, 1_000], Gen.Int[50_000, 70_000], Gen.Bool).Array[1, 40].Sample(fills =>
    {
        var bench = new RiskBench();
        foreach ((bool buys, int lots, int price, bool other) in fills)
        {
            Order order = bench.New(buys ? OrderSide.Buy : OrderSide.Sell, OrderType.Limit, price, lots * 0.001m, strategy: other ? RiskBench.OtherStrategy : RiskBench.Strategy);
            OrderEvent fill = bench.FillEvent(order, price, lots * 0.001m, lots * 0.000001m, "USDT");
            bench.Portfolio.ApplyFill(order, in fill);
        }

        Price mark = Price.Of(60_000m);
        Position engine = bench.Portfolio.Position(bench.Bitcoin);
        return bench.Portfolio.Strategies.Sum(strategy => strategy.Find(bench.Bitcoin)!.SignedQuantity) == engine.SignedQuantity
            && bench.Portfolio.Strategies.Sum(strategy => strategy.Find(bench.Bitcoin)!.NetPnl(mark)) == engine.NetPnl(mark);
    });

    [Fact]
    public void Restore_intoAUsedPortfolio_throws()
    {
        Trade(OrderSide.Buy, 0.05m, 61_000m);
        Assert.Throws<InvalidOperationException>(() => Portfolio.Restore([]));
    }

    private BalanceTransfer Transfer(string currency, decimal amount) => new() { Account = RiskBench.AccountId, Currency = currency, Amount = amount, EventTime = _bench.Clock.Now };

    private void Baseline(decimal usdt, decimal btc)
    {
        foreach (BalanceBaseline baseline in Portfolio.BaselinesOf(new AccountReport
        {
            Account = RiskBench.AccountId,
            IsComplete = true,
            Balances = [new Balance("USDT", usdt, 0m), new Balance("BTC", btc - 0.25m, 0.25m)],
            EventTime = _bench.Clock.Now,
        }))
            Portfolio.SetBaseline(baseline);
        _bench.Balances(usdt, btc);
    }

    private OrderEvent Trade(OrderSide side, decimal quantity, decimal price, decimal commission = 0m, string? currency = null, StrategyId? strategy = null, InstrumentHandle? instrument = null)
    {
        Order order = _bench.New(side, OrderType.Limit, price, quantity, strategy: strategy, instrument: instrument);
        OrderEvent fill = _bench.FillEvent(order, price, quantity, commission, currency);
        Portfolio.ApplyFill(order, in fill);
        return fill;
    }
}
