using LiveTrading.Engine.Events;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Ports;
using LiveTrading.Model;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Recording;

/// <summary>Payloads of the framed records, version 1: the order of fields here is the format.</summary>
internal static class RecordFields
{
    public static FieldBuffer Write(this FieldBuffer f, in OrderEvent e) => f
        .Byte((byte)e.Kind)
        .UInt128(e.ClientOrderId.Value)
        .UInt128(e.VenueOrderId.Value)
        .Int32(e.Instrument.Index)
        .Byte((byte)e.Request)
        .Byte((byte)e.Side)
        .UInt128(e.TradeId.Value)
        .Int64(e.LastPrice.Raw)
        .Int64(e.LastQuantity.Raw)
        .Int64(e.VenueFilledQuantity.Raw)
        .Decimal(e.Commission)
        .Text(e.CommissionCurrency)
        .Byte((byte)e.Liquidity)
        .Int64(e.Price.Raw)
        .Int64(e.Quantity.Raw)
        .Text(e.Reason)
        .Bool(e.FromReconciliation)
        .Int64(e.EventTime.Value)
        .Int64(e.ReceivedTime.Value);

    public static OrderEvent ReadOrderEvent(ref PayloadReader r) => new()
    {
        Kind = (OrderEventKind)r.UpTo(LastValues.Event),
        ClientOrderId = new ClientOrderId(r.UInt128()),
        VenueOrderId = new VenueOrderId(r.UInt128()),
        Instrument = new InstrumentHandle(r.Int32()),
        Request = (RequestKind)r.UpTo(LastValues.Request),
        Side = (OrderSide)r.UpTo(LastValues.Side),
        TradeId = new TradeId(r.UInt128()),
        LastPrice = new Price(r.Int64()),
        LastQuantity = new Quantity(r.Int64()),
        VenueFilledQuantity = new Quantity(r.Int64()),
        Commission = r.Decimal(),
        CommissionCurrency = r.LongTextOrNull(),
        Liquidity = (LiquiditySide)r.UpTo(LastValues.Liquidity),
        Price = new Price(r.Int64()),
        Quantity = new Quantity(r.Int64()),
        Reason = r.LongTextOrNull(),
        FromReconciliation = r.Bool(),
        EventTime = new UnixNanos(r.Int64()),
        ReceivedTime = new UnixNanos(r.Int64()),
    };

    public static FieldBuffer Write(this FieldBuffer f, OrderStatusReport report) => f
        .UInt128(report.ClientOrderId.Value)
        .Text(report.ClientOrderIdText)
        .UInt128(report.VenueOrderId.Value)
        .Int32(report.Instrument.Index)
        .Byte((byte)report.Side)
        .Byte((byte)report.Type)
        .Byte((byte)report.TimeInForce)
        .Byte((byte)report.Status)
        .Int64(report.Price.Raw)
        .Int64(report.TriggerPrice.Raw)
        .Int64(report.Quantity.Raw)
        .Int64(report.FilledQuantity.Raw)
        .Bool(report.PostOnly)
        .Int64(report.UpdatedTime.Value);

    public static OrderStatusReport ReadReport(ref PayloadReader r) => new()
    {
        ClientOrderId = new ClientOrderId(r.UInt128()),
        ClientOrderIdText = r.LongTextOrNull()!,
        VenueOrderId = new VenueOrderId(r.UInt128()),
        Instrument = new InstrumentHandle(r.Int32()),
        Side = (OrderSide)r.UpTo(LastValues.Side),
        Type = (OrderType)r.UpTo(LastValues.Type),
        TimeInForce = (TimeInForce)r.UpTo(LastValues.TimeInForce),
        Status = (VenueOrderStatus)r.UpTo(LastValues.Status),
        Price = new Price(r.Int64()),
        TriggerPrice = new Price(r.Int64()),
        Quantity = new Quantity(r.Int64()),
        FilledQuantity = new Quantity(r.Int64()),
        PostOnly = r.Bool(),
        UpdatedTime = new UnixNanos(r.Int64()),
    };

    public static FieldBuffer Write(this FieldBuffer f, FillReport fill) => f
        .UInt128(fill.VenueOrderId.Value)
        .UInt128(fill.TradeId.Value)
        .Int32(fill.Instrument.Index)
        .UInt128(fill.ClientOrderId.Value)
        .Byte((byte)fill.Side)
        .Int64(fill.Price.Raw)
        .Int64(fill.Quantity.Raw)
        .Decimal(fill.Commission)
        .Text(fill.CommissionCurrency)
        .Byte((byte)fill.Liquidity)
        .Int64(fill.EventTime.Value);

    public static FillReport ReadFill(ref PayloadReader r) => new()
    {
        VenueOrderId = new VenueOrderId(r.UInt128()),
        TradeId = new TradeId(r.UInt128()),
        Instrument = new InstrumentHandle(r.Int32()),
        ClientOrderId = new ClientOrderId(r.UInt128()),
        Side = (OrderSide)r.UpTo(LastValues.Side),
        Price = new Price(r.Int64()),
        Quantity = new Quantity(r.Int64()),
        Commission = r.Decimal(),
        CommissionCurrency = r.LongTextOrNull(),
        Liquidity = (LiquiditySide)r.UpTo(LastValues.Liquidity),
        EventTime = new UnixNanos(r.Int64()),
    };

    public static FieldBuffer Write(this FieldBuffer f, AccountReport report)
    {
        f.Text(report.Account.Value).Bool(report.IsComplete).Int64(report.EventTime.Value).Int64(report.ReceivedTime.Value).Int32(report.Balances.Count);
        foreach (Balance balance in report.Balances)
            f.Text(balance.Currency).Decimal(balance.Free).Decimal(balance.Locked);
        return f;
    }

    public static AccountReport ReadAccount(ref PayloadReader r)
    {
        string account = r.LongText();
        bool isComplete = r.Bool();
        UnixNanos eventTime = new(r.Int64());
        UnixNanos receivedTime = new(r.Int64());
        var balances = new Balance[r.Count(36)];
        for (int i = 0; i < balances.Length; i++)
            balances[i] = new Balance(r.LongText(), r.Decimal(), r.Decimal());
        return new AccountReport { Account = new AccountId(account), Balances = balances, IsComplete = isComplete, EventTime = eventTime, ReceivedTime = receivedTime };
    }

    public static FieldBuffer Write(this FieldBuffer f, BalanceTransfer transfer) => f
        .Text(transfer.Account.Value)
        .Text(transfer.Currency)
        .Decimal(transfer.Amount)
        .Int64(transfer.EventTime.Value);

    public static BalanceTransfer ReadTransfer(ref PayloadReader r) => new()
    {
        Account = new AccountId(r.LongText()),
        Currency = r.LongText(),
        Amount = r.Decimal(),
        EventTime = new UnixNanos(r.Int64()),
    };

    public static FieldBuffer Write(this FieldBuffer f, in ConnectionEvent e) => f
        .Byte((byte)e.Kind)
        .Text(e.Endpoint)
        .Int32(e.Attempt)
        .Int64(e.DelayNanos)
        .Text(e.Reason)
        .Int64(e.Timestamp.Value)
        .Text(e.Name);

    public static ConnectionEvent ReadConnection(ref PayloadReader r) =>
        new((ConnectionEventKind)r.UpTo((byte)ConnectionEventKind.Failed), r.LongText(), r.Int32(), r.Int64(), r.LongTextOrNull(), new UnixNanos(r.Int64())) { Name = r.LongTextOrNull() };

    public static FieldBuffer Write(this FieldBuffer f, in Bar bar) => f
        .Int32(bar.Instrument.Index)
        .Int32(bar.Interval.Seconds)
        .Byte((byte)bar.Source)
        .Int64(bar.OpenTime.Value)
        .Int64(bar.Open.Raw)
        .Int64(bar.High.Raw)
        .Int64(bar.Low.Raw)
        .Int64(bar.Close.Raw)
        .Int64(bar.Volume.Raw)
        .Int64(bar.TradeCount)
        .Bool(bar.IsClosed);

    public static Bar ReadBar(ref PayloadReader r) => new(
        new InstrumentHandle(r.Int32()),
        new BarInterval(r.Int32()),
        (BarSource)r.UpTo((byte)BarSource.Venue),
        new UnixNanos(r.Int64()),
        new Price(r.Int64()),
        new Price(r.Int64()),
        new Price(r.Int64()),
        new Price(r.Int64()),
        new Quantity(r.Int64()),
        r.Int64(),
        r.Bool());

    public static FieldBuffer Write(this FieldBuffer f, Instrument i)
    {
        f.Text(i.Id.Symbol).Text(i.Id.Venue.Value).Text(i.BaseCurrency).Text(i.QuoteCurrency).Byte((byte)i.Kind).Byte((byte)i.Status)
            .Int64(i.TickSize.Raw).Int64(i.MinPrice.Raw).Int64(i.MaxPrice.Raw)
            .Int64(i.LotSize.Raw).Int64(i.MinQuantity.Raw).Int64(i.MaxQuantity.Raw).Int64(i.MarketLotSize.Raw).Int64(i.MaxMarketQuantity.Raw)
            .Decimal(i.MinNotional).Decimal(i.MaxNotional).Bool(i.MinNotionalAppliesToMarket).Bool(i.MaxNotionalAppliesToMarket)
            .Decimal(i.BuyPriceMultiplierDown).Decimal(i.BuyPriceMultiplierUp).Decimal(i.SellPriceMultiplierDown).Decimal(i.SellPriceMultiplierUp)
            .Int32(i.MaxOpenOrders).Int64(i.MaxPosition.Raw).Int32(i.OrderTypes.Count);
        foreach (OrderType type in i.OrderTypes)
            f.Byte((byte)type);
        return f;
    }

    public static Instrument ReadInstrument(ref PayloadReader r)
    {
        var instrument = new Instrument
        {
            Id = new InstrumentId(r.LongText(), new VenueId(r.LongText())),
            BaseCurrency = r.LongText(),
            QuoteCurrency = r.LongText(),
            Kind = (InstrumentKind)r.UpTo(LastValues.InstrumentKind),
            Status = (InstrumentStatus)r.UpTo((byte)InstrumentStatus.Halted),
            TickSize = new Price(r.Int64()),
            MinPrice = new Price(r.Int64()),
            MaxPrice = new Price(r.Int64()),
            LotSize = new Quantity(r.Int64()),
            MinQuantity = new Quantity(r.Int64()),
            MaxQuantity = new Quantity(r.Int64()),
            MarketLotSize = new Quantity(r.Int64()),
            MaxMarketQuantity = new Quantity(r.Int64()),
            MinNotional = r.Decimal(),
            MaxNotional = r.Decimal(),
            MinNotionalAppliesToMarket = r.Bool(),
            MaxNotionalAppliesToMarket = r.Bool(),
            BuyPriceMultiplierDown = r.Decimal(),
            BuyPriceMultiplierUp = r.Decimal(),
            SellPriceMultiplierDown = r.Decimal(),
            SellPriceMultiplierUp = r.Decimal(),
            MaxOpenOrders = r.Int32(),
            MaxPosition = new Quantity(r.Int64()),
        };
        var types = new OrderType[r.Count(1)];
        for (int i = 0; i < types.Length; i++)
            types[i] = (OrderType)r.UpTo(LastValues.Type);
        return instrument with { OrderTypes = types };
    }

    public static FieldBuffer Write(this FieldBuffer f, ExecutionCapabilities c)
    {
        f.Int32(c.OrderTypes.Count);
        foreach (OrderType type in c.OrderTypes)
            f.Byte((byte)type);
        f.Int32(c.TimesInForce.Count);
        foreach (TimeInForce time in c.TimesInForce)
            f.Byte((byte)time);
        return f.Bool(c.PostOnly).Bool(c.ReduceOnly).Bool(c.ReduceQuantityInPlace).Bool(c.ModifyInPlace).Int64(c.NotFoundHorizonNanos).Int32(c.RequestBudgetPerMinute);
    }

    public static ExecutionCapabilities ReadCapabilities(ref PayloadReader r)
    {
        var types = new OrderType[r.Count(1)];
        for (int i = 0; i < types.Length; i++)
            types[i] = (OrderType)r.UpTo(LastValues.Type);
        var times = new TimeInForce[r.Count(1)];
        for (int i = 0; i < times.Length; i++)
            times[i] = (TimeInForce)r.UpTo(LastValues.TimeInForce);
        return new ExecutionCapabilities
        {
            OrderTypes = types,
            TimesInForce = times,
            PostOnly = r.Bool(),
            ReduceOnly = r.Bool(),
            ReduceQuantityInPlace = r.Bool(),
            ModifyInPlace = r.Bool(),
            NotFoundHorizonNanos = r.Int64(),
            RequestBudgetPerMinute = r.Int32(),
        };
    }

    /// <summary>Everything of an order that an adapter may read of it when it is asked to do something with it.</summary>
    public static FieldBuffer Write(this FieldBuffer f, Order order) => f
        .UInt128(order.ClientOrderId.Value)
        .UInt128(order.ParentId.Value)
        .UInt128(order.VenueOrderId.Value)
        .Int32(order.Instrument.Index)
        .Text(order.StrategyId.Value)
        .Byte((byte)order.Side)
        .Byte((byte)order.Type)
        .Byte((byte)order.TimeInForce)
        .Bool(order.PostOnly)
        .Bool(order.ReduceOnly)
        .Int64(order.Price.Raw)
        .Int64(order.TriggerPrice.Raw)
        .Int64(order.Quantity.Raw)
        .Int64(order.FilledQuantity.Raw)
        .Byte((byte)order.State)
        .Int64(order.CreatedTime.Value)
        .Int64(order.SendDeadline.Value);

    public static string DescribeOrder(ref PayloadReader r)
    {
        var id = new ClientOrderId(r.UInt128());
        r.UInt128();
        var venueId = new VenueOrderId(r.UInt128());
        int instrument = r.Int32();
        string? strategy = r.LongTextOrNull();
        var side = (OrderSide)r.Byte();
        var type = (OrderType)r.Byte();
        var time = (TimeInForce)r.Byte();
        bool postOnly = r.Bool();
        bool reduceOnly = r.Bool();
        Price price = new(r.Int64());
        Price trigger = new(r.Int64());
        Quantity quantity = new(r.Int64());
        Quantity filled = new(r.Int64());
        var state = (OrderState)r.Byte();
        UnixNanos created = new(r.Int64());
        UnixNanos deadline = new(r.Int64());
        return $"{id} (venue {venueId}) of {strategy}: {side} {quantity} at {price} trigger {trigger}, {type} {time}{(postOnly ? " post-only" : "")}{(reduceOnly ? " reduce-only" : "")}, instrument {instrument}, filled {filled}, {state}, created {created}, deadline {deadline}";
    }
}
