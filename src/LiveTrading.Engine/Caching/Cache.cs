using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using LiveTrading.Engine.Data;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Caching;

/// <summary>
/// What is known now, for readers: instruments, quotes, trades, books, bars, orders. Loop thread only; the engines write it
/// before they publish. Look-ups allocate nothing: by handle an array access, by id a hash. Bounded by <see cref="CacheOptions"/>.
/// </summary>
public sealed class Cache
{
    private readonly CacheOptions _options;
    private readonly SymbolTable _symbols = new();
    private readonly OrderStore _orders;
    private InstrumentSlot[] _slots = new InstrumentSlot[16];

    /// <summary>An empty cache with the default bounds.</summary>
    public Cache()
        : this(new CacheOptions())
    {
    }

    /// <summary>An empty cache.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A bound is out of range.</exception>
    public Cache(CacheOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _orders = new OrderStore(options.MaxClosedOrders);
    }

    /// <summary>Instruments in it; handles are 0 to this − 1.</summary>
    public int InstrumentCount { get; private set; }

    /// <summary>Orders in memory, open and closed.</summary>
    public int OrderCount => _orders.Count;

    /// <summary>Orders that work or may work at a venue.</summary>
    public OrderList OpenOrders => _orders.Open;

    /// <summary>Orders with a request that waits for its answer.</summary>
    public OrderList InFlightOrders => _orders.InFlight;

    /// <summary>Final orders still in memory, newest first.</summary>
    public ClosedOrders ClosedOrders => new(_orders);

    /// <summary>Told of each instrument before it is in: adapters add them without passing any port.</summary>
    internal Action<Instrument>? InstrumentAdding { get; set; }

    /// <summary>Adds an instrument, or puts it in the place of the one with the same id, under the same handle.</summary>
    /// <exception cref="ArgumentException">Symbol or venue is missing.</exception>
    /// <exception cref="InvalidOperationException">There are <see cref="CacheOptions.MaxInstruments"/> already.</exception>
    public InstrumentHandle AddInstrument(Instrument instrument)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        if (string.IsNullOrEmpty(instrument.Id.Symbol) || string.IsNullOrEmpty(instrument.Id.Venue.Value))
            throw new ArgumentException("An instrument needs a symbol and a venue.", nameof(instrument));
        InstrumentAdding?.Invoke(instrument);
        if (TryGetHandle(instrument.Id, out InstrumentHandle known))
        {
            _slots[known.Index].Instrument = instrument;
            return known;
        }

        if (InstrumentCount == _options.MaxInstruments)
            throw new InvalidOperationException($"{instrument.Id} would be one more than MaxInstruments = {_options.MaxInstruments}.");
        InstrumentHandle handle = _symbols.Add(instrument.Id);
        if (handle.Index == _slots.Length)
            Array.Resize(ref _slots, _slots.Length * 2);
        _slots[handle.Index] = new InstrumentSlot(instrument, new OrderBook(handle, _options.MaxBookLevels));
        InstrumentCount++;
        return handle;
    }

    /// <summary>True for a handle of this cache.</summary>
    public bool Contains(InstrumentHandle handle) => (uint)handle.Index < (uint)InstrumentCount;

    /// <summary>The instrument of a handle.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a handle of this cache.</exception>
    public Instrument Instrument(InstrumentHandle handle) => Slot(handle).Instrument;

    /// <summary>The handle of an id.</summary>
    public bool TryGetHandle(InstrumentId id, out InstrumentHandle handle)
    {
        if (id.Symbol is not null && id.Venue.Value is not null)
            return _symbols.TryFind(id.Symbol, id.Venue.Value, out handle);
        handle = InstrumentHandle.None;
        return false;
    }

    /// <summary>The handle of a symbol as the venue writes it, from UTF-8.</summary>
    public bool TryGetHandle(ReadOnlySpan<byte> symbolUtf8, VenueId venue, out InstrumentHandle handle)
    {
        if (venue.Value is not null)
            return _symbols.TryFind(symbolUtf8, venue.Value, out handle);
        handle = InstrumentHandle.None;
        return false;
    }

    /// <summary>True once a quote came.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a handle of this cache.</exception>
    public bool HasQuote(InstrumentHandle handle) => Slot(handle).HasQuote;

    /// <summary>The latest best bid and offer; all zero while <see cref="HasQuote"/> is false. The reference shows later quotes too.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a handle of this cache.</exception>
    public ref readonly QuoteTick Quote(InstrumentHandle handle) => ref Slot(handle).Quote;

    /// <summary>True once a trade came.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a handle of this cache.</exception>
    public bool HasTrade(InstrumentHandle handle) => Slot(handle).HasTrade;

    /// <summary>The latest trade; all zero while <see cref="HasTrade"/> is false. The reference shows later trades too.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a handle of this cache.</exception>
    public ref readonly TradeTick LastTrade(InstrumentHandle handle) => ref Slot(handle).LastTrade;

    /// <summary>True while the data engine holds the instrument's subscribed data to be stale: silent for too long, or its feed lost. Quote, trade and book are then old.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a handle of this cache.</exception>
    public bool IsStale(InstrumentHandle handle) => Slot(handle).IsStale;

    /// <summary>The order book: one object for the life of the cache; look at <see cref="OrderBook.IsValid"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a handle of this cache.</exception>
    public OrderBook Book(InstrumentHandle handle) => Slot(handle).Book;

    /// <summary>The latest bars, if any came or were subscribed to.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a handle of this cache.</exception>
    public bool TryGetBars(InstrumentHandle handle, BarInterval interval, BarSource source, [NotNullWhen(true)] out BarSeries? bars)
    {
        foreach (BarSeries series in Slot(handle).Bars)
        {
            if (series.Interval == interval && series.Source == source)
            {
                bars = series;
                return true;
            }
        }

        bars = null;
        return false;
    }

    /// <summary>Takes a new order.</summary>
    /// <exception cref="ArgumentException">Its client order id is in the cache already, it has none, or its instrument is not in this cache.</exception>
    public void AddOrder(Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (order.ClientOrderId.IsNone)
            throw new ArgumentException("An order needs a client order id.", nameof(order));
        if (!Contains(order.Instrument))
            throw new ArgumentException($"Order {order.ClientOrderId}: no instrument has handle {order.Instrument.Index}.", nameof(order));
        _orders.Add(order);
    }

    /// <summary>Files an order anew after its state, requests or venue id changed. The execution engine calls it after each event it applied.</summary>
    /// <exception cref="ArgumentException">The order is not in the cache.</exception>
    public void OnOrderChanged(Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        _orders.Changed(order);
    }

    /// <summary>An order by our id; null when it is not in memory.</summary>
    public Order? FindOrder(ClientOrderId id) => _orders.Find(id);

    /// <summary>An order by the venue's id; null when it is not in memory or has none yet.</summary>
    public Order? FindOrder(InstrumentHandle instrument, VenueOrderId id) => _orders.Find(instrument, id);

    /// <summary>Open orders of an instrument; the list may be kept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a handle of this cache.</exception>
    public OrderList OpenOrdersOf(InstrumentHandle instrument)
    {
        if (!Contains(instrument))
            ThrowUnknown(instrument);
        return _orders.OpenOf(instrument);
    }

    /// <summary>Open orders of a strategy; the list may be kept.</summary>
    public OrderList OpenOrdersOf(StrategyId strategy) => _orders.OpenOf(strategy);

    internal void SetQuote(in QuoteTick quote)
    {
        InstrumentSlot slot = Slot(quote.Instrument);
        slot.Quote = quote;
        slot.HasQuote = true;
    }

    internal void SetStale(InstrumentHandle handle, bool isStale) => Slot(handle).IsStale = isStale;

    internal void SetTrade(in TradeTick trade)
    {
        InstrumentSlot slot = Slot(trade.Instrument);
        slot.LastTrade = trade;
        slot.HasTrade = true;
    }

    /// <summary>The series of an instrument, interval and source, made when it is not there.</summary>
    internal BarSeries BarsOf(InstrumentHandle handle, BarInterval interval, BarSource source)
    {
        if (TryGetBars(handle, interval, source, out BarSeries? known))
            return known;
        InstrumentSlot slot = Slot(handle);
        var series = new BarSeries(handle, interval, source, _options.MaxBars);
        slot.Bars = [.. slot.Bars, series];
        return series;
    }

    private InstrumentSlot Slot(InstrumentHandle handle)
    {
        if ((uint)handle.Index >= (uint)InstrumentCount)
            ThrowUnknown(handle);
        return _slots[handle.Index];
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ThrowUnknown(InstrumentHandle handle) =>
        throw new ArgumentOutOfRangeException(nameof(handle), handle.Index, $"No instrument has this handle; there are {InstrumentCount}.");
}
