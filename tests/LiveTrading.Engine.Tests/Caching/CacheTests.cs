using System.Text;
using LiveTrading.Engine.Caching;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Tests.Caching;

public sealed class CacheTests
{
    private static readonly VenueId s_venue = new("TEST");
    private readonly Cache _cache = new();

    [Fact]
    public void Instruments_are_found_by_handle_id_and_utf8()
    {
        string[] symbols = [.. Enumerable.Range(0, 500).Select(i => $"SYM{i}USDT"), "ÄÖ-ETH", "永-USDT", "a"];
        foreach (string symbol in symbols)
            _cache.AddInstrument(NewInstrument(symbol));

        for (int i = 0; i < symbols.Length; i++)
        {
            Assert.True(_cache.TryGetHandle(new InstrumentId(symbols[i], new VenueId(new string("TEST"))), out InstrumentHandle byId));
            Assert.True(_cache.TryGetHandle(Encoding.UTF8.GetBytes(symbols[i]), s_venue, out InstrumentHandle byBytes));
            Assert.Equal((i, i), (byId.Index, byBytes.Index));
            Assert.Equal(symbols[i], _cache.Instrument(byId).Id.Symbol);
        }

        Assert.Equal(symbols.Length, _cache.InstrumentCount);
    }

    [Theory]
    [InlineData("BTCUSDT", "OTHER")]
    [InlineData("BTCUSD", "TEST")]
    [InlineData("btcusdt", "TEST")]
    [InlineData("", "TEST")]
    public void Unknown_ids_are_not_found(string symbol, string venue)
    {
        _cache.AddInstrument(NewInstrument("BTCUSDT"));

        Assert.False(_cache.TryGetHandle(new InstrumentId(symbol, new VenueId(venue)), out InstrumentHandle byId));
        Assert.False(_cache.TryGetHandle(Encoding.UTF8.GetBytes(symbol), new VenueId(venue), out InstrumentHandle byBytes));
        Assert.Equal((InstrumentHandle.None, InstrumentHandle.None), (byId, byBytes));
    }

    [Fact]
    public void Empty_ids_are_not_found()
    {
        Assert.False(_cache.TryGetHandle(default, out _));
        Assert.False(_cache.TryGetHandle("X"u8, default, out _));
    }

    [Fact]
    public void Same_symbol_at_two_venues_is_two_instruments()
    {
        InstrumentHandle one = _cache.AddInstrument(NewInstrument("BTCUSDT"));
        InstrumentHandle two = _cache.AddInstrument(NewInstrument("BTCUSDT", "OTHER"));

        Assert.NotEqual(one, two);
        Assert.True(_cache.TryGetHandle("BTCUSDT"u8, new VenueId("OTHER"), out InstrumentHandle found));
        Assert.Equal(two, found);
    }

    [Fact]
    public void Adding_an_instrument_again_replaces_it_under_its_handle_and_keeps_the_data()
    {
        InstrumentHandle handle = _cache.AddInstrument(NewInstrument("BTCUSDT"));
        _cache.SetQuote(new QuoteTick(handle, new(1), new(1), new(2), new(1), 7, default, default));

        InstrumentHandle again = _cache.AddInstrument(NewInstrument("BTCUSDT") with { Status = InstrumentStatus.Halted });

        Assert.Equal(handle, again);
        Assert.Equal(InstrumentStatus.Halted, _cache.Instrument(handle).Status);
        Assert.Equal(7, _cache.Quote(handle).UpdateId);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public void Foreign_handles_throw_and_name_the_number(int index)
    {
        _cache.AddInstrument(NewInstrument("BTCUSDT"));
        var foreign = new InstrumentHandle(index);

        Assert.False(_cache.Contains(foreign));
        Assert.Throws<ArgumentOutOfRangeException>(() => _cache.Instrument(foreign));
        Assert.Throws<ArgumentOutOfRangeException>(() => _cache.Quote(foreign));
        Assert.Throws<ArgumentOutOfRangeException>(() => _cache.Book(foreign));
        Assert.Throws<ArgumentOutOfRangeException>(() => _cache.OpenOrdersOf(foreign));
    }

    [Fact]
    public void AddInstrument_beyond_the_limit_throws()
    {
        var cache = new Cache(new CacheOptions { MaxInstruments = 1 });
        cache.AddInstrument(NewInstrument("A"));

        Assert.Throws<InvalidOperationException>(() => cache.AddInstrument(NewInstrument("B")));
        Assert.Equal(0, cache.AddInstrument(NewInstrument("A")).Index);
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        Assert.Equal("MaxInstruments", Assert.Throws<ArgumentOutOfRangeException>(() => new Cache(new CacheOptions { MaxInstruments = 0 })).ParamName);
        Assert.Equal("MaxClosedOrders", Assert.Throws<ArgumentOutOfRangeException>(() => new Cache(new CacheOptions { MaxClosedOrders = -1 })).ParamName);
        Assert.Equal("MaxBars", Assert.Throws<ArgumentOutOfRangeException>(() => new Cache(new CacheOptions { MaxBars = 0 })).ParamName);
        Assert.Equal("MaxBookLevels", Assert.Throws<ArgumentOutOfRangeException>(() => new Cache(new CacheOptions { MaxBookLevels = 1 })).ParamName);
    }

    [Fact]
    public void Look_ups_allocate_nothing()
    {
        InstrumentHandle handle = _cache.AddInstrument(NewInstrument("BTCUSDT"));
        var id = new InstrumentId("BTCUSDT", s_venue);
        long found = LookUp(id, handle, 10);

        long before = GC.GetAllocatedBytesForCurrentThread();
        found += LookUp(id, handle, 1_000);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.Equal(2_020, found);
    }

    private long LookUp(InstrumentId id, InstrumentHandle handle, int times)
    {
        long found = 0;
        for (int i = 0; i < times; i++)
        {
            if (_cache.TryGetHandle(id, out _))
                found++;
            if (_cache.TryGetHandle("BTCUSDT"u8, s_venue, out _))
                found++;
            found += _cache.Quote(handle).UpdateId + _cache.Book(handle).Bids.Count;
        }

        return found;
    }

    private static Instrument NewInstrument(string symbol, string venue = "TEST") => Data.DataRig.NewInstrument(symbol, venue);
}
