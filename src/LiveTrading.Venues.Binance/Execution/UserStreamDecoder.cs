using LiveTrading.Engine.Ports;
using LiveTrading.IO;
using LiveTrading.Model;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Orders;
using LiveTrading.Venues.Binance.Parsing;
using LiveTrading.Venues.Binance.Requests;
using Microsoft.Extensions.Logging;

namespace LiveTrading.Venues.Binance.Execution;

/// <summary>Turns events of the user data stream into events of the engine.</summary>
internal sealed class UserStreamDecoder(EventLoop loop, BinanceOptions options, ApiChannel api, SymbolTable symbols, CurrencyTable currencies, IExecutionSink sink, ILogger logger)
{
    /// <summary>An event so much older than the newest one shows that the venue's clock may have been set back.</summary>
    private const long SteppedBackNanos = 5 * UnixNanos.PerSecond;

    /// <summary>The venue's time is asked because of its events at most once in so long.</summary>
    private const long AskTimeEveryNanos = 1 * UnixNanos.PerSecond;

    private readonly UserEventParser _parser = new(symbols, currencies);
    private long _newestEvent;
    private long _timeAskedAt = long.MinValue;

    /// <summary>Reads one event and tells it; what concerns the connection is the caller's.</summary>
    public UserEventKind Decode(ReadOnlySpan<byte> userEvent)
    {
        if (_parser.Parse(userEvent, out UserEventKind kind) != ParseStatus.Ok)
        {
            api.Current.Unreadable(_parser.Failure);
            return UserEventKind.Ignored;
        }

        switch (kind)
        {
            case UserEventKind.ExecutionReport:
                Watch(_parser.Report.TransactionTime);
                OnReport(_parser.Report);
                break;
            case UserEventKind.AccountPosition:
                Watch(_parser.AccountTime);
                sink.OnAccountUpdate(new AccountReport
                {
                    Account = options.AccountId,
                    Balances = _parser.Balances.ToArray(),
                    IsComplete = false,
                    EventTime = _parser.AccountTime,
                    ReceivedTime = new UnixNanos(loop.WallNanos),
                });
                break;
            case UserEventKind.BalanceUpdate:
                sink.OnTransfer(new BalanceTransfer
                {
                    Account = options.AccountId,
                    Currency = _parser.TransferCurrency,
                    Amount = _parser.TransferAmount,
                    EventTime = _parser.AccountTime,
                });
                break;
            case UserEventKind.Ignored:
                api.Counters.Ignored++;
                break;
        }

        return kind;
    }

    /// <summary>Balances are ordered by the venue's time: when that goes back, it must be known by how much.</summary>
    private void Watch(UnixNanos time)
    {
        if (time.Value >= _newestEvent)
        {
            _newestEvent = time.Value;
        }
        else if (time.Value < _newestEvent - SteppedBackNanos && (_timeAskedAt == long.MinValue || loop.MonotonicNanos - _timeAskedAt >= AskTimeEveryNanos))
        {
            _newestEvent = time.Value;
            _timeAskedAt = loop.MonotonicNanos;
            api.Current.AskTime();
        }
    }

    private void OnReport(ExecutionReportMessage r)
    {
        if (r.Instrument.Index < 0)
        {
            if (api.Counters.UnknownInstrument++ % 1000 == 0)
                Log.ForeignReport(logger, api.Counters.UnknownInstrument);
            return;
        }

        OrderEventKind kind = r.Execution switch
        {
            ExecutionKind.New => r.IsTriggeredStop ? OrderEventKind.Triggered : OrderEventKind.Accepted,
            ExecutionKind.Trade => OrderEventKind.Filled,
            ExecutionKind.Canceled => OrderEventKind.Canceled,
            ExecutionKind.Expired => OrderEventKind.Expired,
            ExecutionKind.Rejected => OrderEventKind.Rejected,
            ExecutionKind.Replaced => OrderEventKind.Modified,
            _ => r.IsWorking ? OrderEventKind.None : OrderEventKind.Expired,
        };
        if (kind == OrderEventKind.None)
        {
            // Self-trade prevention took quantity away and left the rest at work; only a query tells what is left.
            if (!r.Order.IsNone)
                sink.OnOutcomeUnknown(r.Order, RequestKind.Submit, "self-trade prevention changed the order");
            return;
        }

        bool isFill = kind == OrderEventKind.Filled;
        sink.OnOrderEvent(new OrderEvent
        {
            Kind = kind,
            ClientOrderId = r.Order,
            VenueOrderId = r.VenueOrderId,
            Instrument = r.Instrument,
            Side = r.Side,
            TradeId = isFill ? new TradeId((ulong)r.TradeId) : TradeId.None,
            LastPrice = isFill ? r.LastPrice : Price.Zero,
            LastQuantity = isFill ? r.LastQuantity : Quantity.Zero,
            VenueFilledQuantity = r.FilledQuantity,
            Commission = isFill ? r.Commission : 0m,
            CommissionCurrency = isFill ? r.CommissionCurrency : null,
            Liquidity = !isFill ? LiquiditySide.Unknown : r.IsMaker ? LiquiditySide.Maker : LiquiditySide.Taker,
            Price = kind == OrderEventKind.Modified ? r.Price : Price.Zero,
            Quantity = kind == OrderEventKind.Modified ? r.Quantity : Quantity.Zero,
            Reason = r.Execution == ExecutionKind.TradePrevention ? "self-trade prevention" : r.RejectReason ?? r.ExpiryReason,
            EventTime = r.TransactionTime,
            ReceivedTime = new UnixNanos(loop.WallNanos),
        });
    }
}
