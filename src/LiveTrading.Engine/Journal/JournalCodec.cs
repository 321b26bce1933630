using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Risk;
using LiveTrading.Model;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Journal;

/// <summary>Payloads of the record kinds: the order of fields here is the format.</summary>
internal static class JournalCodec
{
    public static void WriteSegmentHeader(ref PayloadWriter w, in SegmentHeader header)
    {
        w.Int64(unchecked((long)JournalFormat.Magic));
        w.UInt32(header.Instance);
        w.Int64(header.Segment);
        w.Int64(header.Created.Value);
    }

    public static bool TryReadSegmentHeader(ReadOnlySpan<byte> payload, out SegmentHeader header)
    {
        var r = new PayloadReader(payload);
        bool magic = unchecked((ulong)r.Int64()) == JournalFormat.Magic;
        header = new SegmentHeader(r.UInt32(), r.Int64(), new UnixNanos(r.Int64()));
        return magic && r.IsComplete;
    }

    public static void WriteStart(ref PayloadWriter w, in JournalStart start)
    {
        w.UInt32(start.Instance);
        w.Int64(unchecked((long)start.Epoch));
        w.Int64(start.Time.Value);
    }

    public static bool TryReadStart(ReadOnlySpan<byte> payload, out JournalStart start)
    {
        var r = new PayloadReader(payload);
        start = new JournalStart(r.UInt32(), unchecked((ulong)r.Int64()), new UnixNanos(r.Int64()));
        return r.IsComplete;
    }

    public static void WriteInstrument(ref PayloadWriter w, Instrument instrument)
    {
        w.Identifier(instrument.Id.Symbol);
        w.Identifier(instrument.Id.Venue.Value);
        w.Identifier(instrument.BaseCurrency);
        w.Identifier(instrument.QuoteCurrency);
        w.Byte((byte)instrument.Kind);
        w.Int64(instrument.TickSize.Raw);
        w.Int64(instrument.LotSize.Raw);
    }

    /// <summary>The instrument as far as the journal knows it, halted until the venue's own description takes its place.</summary>
    public static bool TryReadInstrument(ReadOnlySpan<byte> payload, out Instrument instrument)
    {
        var r = new PayloadReader(payload);
        instrument = new Instrument
        {
            Id = new InstrumentId(r.Identifier(), new VenueId(r.Identifier())),
            BaseCurrency = r.Identifier(),
            QuoteCurrency = r.Identifier(),
            Kind = (InstrumentKind)r.UpTo(LastValues.InstrumentKind),
            TickSize = new Price(r.Int64()),
            LotSize = new Quantity(r.Int64()),
            Status = InstrumentStatus.Halted,
        };
        return r.IsComplete;
    }

    public static void WriteOrder(ref PayloadWriter w, Order order)
    {
        w.UInt128(order.ClientOrderId.Value);
        w.UInt128(order.ParentId.Value);
        w.Identifier(order.InstrumentId.Symbol);
        w.Identifier(order.InstrumentId.Venue.Value);
        w.Identifier(order.StrategyId.Value);
        w.Byte((byte)order.Side);
        w.Byte((byte)order.Type);
        w.Byte((byte)order.TimeInForce);
        w.Bool(order.PostOnly);
        w.Bool(order.ReduceOnly);
        w.Int64(order.Price.Raw);
        w.Int64(order.TriggerPrice.Raw);
        w.Int64(order.Quantity.Raw);
        w.Int64(order.CreatedTime.Value);
        w.Int64(order.SendDeadline.Value);
    }

    public static bool TryReadOrder(ReadOnlySpan<byte> payload, Func<InstrumentId, InstrumentHandle> resolve, out Order order)
    {
        var r = new PayloadReader(payload);
        return ReadOrder(ref r, resolve, out order) && r.IsComplete;
    }

    public static bool ReadOrder(ref PayloadReader r, Func<InstrumentId, InstrumentHandle> resolve, out Order order)
    {
        var id = new ClientOrderId(r.UInt128());
        var parent = new ClientOrderId(r.UInt128());
        var instrument = new InstrumentId(r.Identifier(), new VenueId(r.Identifier()));
        order = new Order
        {
            ClientOrderId = id,
            ParentId = parent,
            InstrumentId = instrument,
            Instrument = r.Failed ? InstrumentHandle.None : resolve(instrument),
            StrategyId = new StrategyId(r.Identifier()),
            Side = (OrderSide)r.UpTo(LastValues.Side),
            Type = (OrderType)r.UpTo(LastValues.Type),
            TimeInForce = (TimeInForce)r.UpTo(LastValues.TimeInForce),
            PostOnly = r.Bool(),
            ReduceOnly = r.Bool(),
            Price = new Price(r.Int64()),
            TriggerPrice = new Price(r.Int64()),
            Quantity = new Quantity(r.Int64()),
            CreatedTime = new UnixNanos(r.Int64()),
            SendDeadline = new UnixNanos(r.Int64()),
        };
        return !r.Failed && !id.IsNone && order.Quantity.Raw >= 0;
    }

    public static void WriteEvent(ref PayloadWriter w, in OrderEvent e, bool reopens)
    {
        w.Byte((byte)e.Kind);
        w.Byte((byte)e.Request);
        w.UInt128(e.ClientOrderId.Value);
        w.UInt128(e.VenueOrderId.Value);
        w.Byte((byte)e.Side);
        w.UInt128(e.TradeId.Value);
        w.Int64(e.LastPrice.Raw);
        w.Int64(e.LastQuantity.Raw);
        w.Int64(e.VenueFilledQuantity.Raw);
        w.Decimal(e.Commission);
        w.Identifier(e.CommissionCurrency);
        w.Byte((byte)e.Liquidity);
        w.Int64(e.Price.Raw);
        w.Int64(e.Quantity.Raw);
        w.Text(e.Reason);
        w.Bool(e.FromReconciliation);
        w.Bool(reopens);
        w.Int64(e.EventTime.Value);
        w.Int64(e.ReceivedTime.Value);
    }

    public static bool TryReadEvent(ReadOnlySpan<byte> payload, out OrderEvent e, out bool reopens)
    {
        var r = new PayloadReader(payload);
        return ReadEvent(ref r, out e, out reopens) && r.IsComplete;
    }

    public static bool ReadEvent(ref PayloadReader r, out OrderEvent e, out bool reopens)
    {
        e = new OrderEvent
        {
            Kind = (OrderEventKind)r.UpTo(LastValues.Event),
            Request = (RequestKind)r.UpTo(LastValues.Request),
            ClientOrderId = new ClientOrderId(r.UInt128()),
            VenueOrderId = new VenueOrderId(r.UInt128()),
            Instrument = InstrumentHandle.None,
            Side = (OrderSide)r.UpTo(LastValues.Side),
            TradeId = new TradeId(r.UInt128()),
            LastPrice = new Price(r.Int64()),
            LastQuantity = new Quantity(r.Int64()),
            VenueFilledQuantity = new Quantity(r.Int64()),
            Commission = r.Decimal(),
            CommissionCurrency = r.Text(),
            Liquidity = (LiquiditySide)r.UpTo(LastValues.Liquidity),
            Price = new Price(r.Int64()),
            Quantity = new Quantity(r.Int64()),
            Reason = r.Text(),
            FromReconciliation = r.Bool(),
        };
        reopens = r.Bool();
        e = e with { EventTime = new UnixNanos(r.Int64()), ReceivedTime = new UnixNanos(r.Int64()) };
        return !r.Failed && e.Kind != OrderEventKind.None && !e.ClientOrderId.IsNone;
    }

    public static void WriteBaseline(ref PayloadWriter w, in BalanceBaseline baseline)
    {
        w.Identifier(baseline.Account.Value);
        w.Identifier(baseline.Currency);
        w.Decimal(baseline.Amount);
        w.Int64(baseline.Time.Value);
    }

    public static bool TryReadBaseline(ReadOnlySpan<byte> payload, out BalanceBaseline baseline)
    {
        var r = new PayloadReader(payload);
        baseline = new BalanceBaseline(new AccountId(r.Identifier()), r.Identifier(), r.Decimal(), new UnixNanos(r.Int64()));
        return r.IsComplete;
    }

    public static void WriteTransfer(ref PayloadWriter w, BalanceTransfer transfer)
    {
        w.Identifier(transfer.Account.Value);
        w.Identifier(transfer.Currency);
        w.Decimal(transfer.Amount);
        w.Int64(transfer.EventTime.Value);
    }

    public static bool TryReadTransfer(ReadOnlySpan<byte> payload, out BalanceTransfer transfer)
    {
        var r = new PayloadReader(payload);
        transfer = new BalanceTransfer
        {
            Account = new AccountId(r.Identifier()),
            Currency = r.Identifier(),
            Amount = r.Decimal(),
            EventTime = new UnixNanos(r.Int64()),
        };
        return r.IsComplete;
    }

    public static void WriteAdjustment(ref PayloadWriter w, in JournalAdjustment adjustment)
    {
        w.Identifier(adjustment.Account.Value);
        w.Identifier(adjustment.Currency);
        w.Decimal(adjustment.Amount);
        w.Identifier(adjustment.Person);
        w.Text(adjustment.Reason);
        w.Int64(adjustment.Time.Value);
    }

    public static bool TryReadAdjustment(ReadOnlySpan<byte> payload, out JournalAdjustment adjustment)
    {
        var r = new PayloadReader(payload);
        adjustment = new JournalAdjustment(new AccountId(r.Identifier()), r.Identifier(), r.Decimal(), r.Identifier(), r.Text() ?? "", new UnixNanos(r.Int64()));
        return r.IsComplete;
    }

    public static void WriteForeignTrade(ref PayloadWriter w, InstrumentId instrument, FillReport trade)
    {
        w.Identifier(instrument.Symbol);
        w.Identifier(instrument.Venue.Value);
        w.UInt128(trade.VenueOrderId.Value);
        w.UInt128(trade.TradeId.Value);
        w.Byte((byte)trade.Side);
        w.Int64(trade.Price.Raw);
        w.Int64(trade.Quantity.Raw);
        w.Decimal(trade.Commission);
        w.Identifier(trade.CommissionCurrency);
        w.Int64(trade.EventTime.Value);
    }

    public static bool TryReadForeignTrade(ReadOnlySpan<byte> payload, Func<InstrumentId, InstrumentHandle> resolve, out InstrumentId instrument, out FillReport trade)
    {
        var r = new PayloadReader(payload);
        instrument = new InstrumentId(r.Identifier(), new VenueId(r.Identifier()));
        trade = new FillReport
        {
            Instrument = r.Failed ? InstrumentHandle.None : resolve(instrument),
            VenueOrderId = new VenueOrderId(r.UInt128()),
            TradeId = new TradeId(r.UInt128()),
            Side = (OrderSide)r.UpTo(LastValues.Side),
            Price = new Price(r.Int64()),
            Quantity = new Quantity(r.Int64()),
            Commission = r.Decimal(),
            CommissionCurrency = r.Text(),
            EventTime = new UnixNanos(r.Int64()),
        };
        return r.IsComplete && trade.Price.Raw > 0 && trade.Quantity.Raw > 0;
    }

    public static void WriteKill(ref PayloadWriter w, in JournalKill kill)
    {
        w.Text(kill.Text);
        w.Int64(kill.Time.Value);
        if (kill.Flatten || kill.Strategy.Value is not null)
            w.Bool(kill.Flatten);
        if (kill.Strategy.Value is { } strategy)
            w.Identifier(strategy);
    }

    public static bool TryReadKill(ReadOnlySpan<byte> payload, out JournalKill kill)
    {
        var r = new PayloadReader(payload);
        kill = new JournalKill(r.Text() ?? "", new UnixNanos(r.Int64()), !r.IsComplete && r.Bool());
        if (!r.Failed && !r.IsComplete)
            kill = kill with { Strategy = new StrategyId(r.Identifier()) };
        return r.IsComplete;
    }

    public static void WriteReconciled(ref PayloadWriter w, in JournalReconciled reconciled)
    {
        w.Identifier(reconciled.Venue.Value);
        w.Int64(reconciled.Started.Value);
    }

    public static bool TryReadReconciled(ReadOnlySpan<byte> payload, out JournalReconciled reconciled)
    {
        var r = new PayloadReader(payload);
        reconciled = new JournalReconciled(new VenueId(r.Identifier()), new UnixNanos(r.Int64()));
        return r.IsComplete;
    }

    public static void WriteSynced(ref PayloadWriter w, long sequence) => w.Int64(sequence);

    public static bool TryReadSynced(ReadOnlySpan<byte> payload, out long sequence)
    {
        var r = new PayloadReader(payload);
        sequence = r.Int64();
        return r.IsComplete && sequence > 0;
    }

    public static void WriteBaselinesComplete(ref PayloadWriter w, AccountId account) => w.Identifier(account.Value);

    public static bool TryReadBaselinesComplete(ReadOnlySpan<byte> payload, out AccountId account)
    {
        var r = new PayloadReader(payload);
        account = new AccountId(r.Identifier());
        return r.IsComplete;
    }

    public static void WriteRiskBaselines(ref PayloadWriter w, RiskBaselines baselines, int from, int count)
    {
        w.Int64(baselines.Day);
        w.Decimal(baselines.DayStartPnl);
        w.Decimal(baselines.PeakPnl);
        w.Bool(baselines.DailyLossReached);
        w.Bool(baselines.DrawdownReached);
        w.UInt32((uint)count);
        for (int i = from; i < from + count; i++)
        {
            StrategyLossBaseline strategy = baselines.Strategies[i];
            w.Identifier(strategy.StrategyId.Value);
            w.Decimal(strategy.StartPnl);
            w.Bool(strategy.LossReached);
        }
    }

    public static bool TryReadRiskBaselines(ReadOnlySpan<byte> payload, out RiskBaselines baselines)
    {
        var r = new PayloadReader(payload);
        baselines = ReadRiskBaselines(ref r);
        return r.IsComplete;
    }

    public static void WriteRiskBaselinesPart(ref PayloadWriter w, RiskBaselines baselines, int part, int parts, int from, int count)
    {
        w.UInt32((uint)part);
        w.UInt32((uint)parts);
        WriteRiskBaselines(ref w, baselines, from, count);
    }

    public static bool TryReadRiskBaselinesPart(ReadOnlySpan<byte> payload, out uint part, out uint parts, out RiskBaselines baselines)
    {
        var r = new PayloadReader(payload);
        part = r.UInt32();
        parts = r.UInt32();
        baselines = ReadRiskBaselines(ref r);
        return r.IsComplete && part < parts;
    }

    private static RiskBaselines ReadRiskBaselines(ref PayloadReader r)
    {
        var strategies = new List<StrategyLossBaseline>();
        var baselines = new RiskBaselines
        {
            Day = r.Int64(),
            DayStartPnl = r.Decimal(),
            PeakPnl = r.Decimal(),
            DailyLossReached = r.Bool(),
            DrawdownReached = r.Bool(),
            Strategies = strategies,
        };
        uint count = r.UInt32();
        for (uint i = 0; i < count && !r.Failed; i++)
            strategies.Add(new StrategyLossBaseline(new StrategyId(r.Identifier()), r.Decimal(), r.Bool()));
        return baselines;
    }
}
