using LiveTrading.Engine.Caching;
using LiveTrading.Model;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Risk;

/// <summary>
/// What a currency in which commissions were charged is worth in the risk currency: itself, a configured rate, or the offer of
/// an instrument that trades it, the last one known. Loop thread; allocates when a currency is first seen only.
/// </summary>
internal sealed class FeeRates(Cache cache, RiskOptions options)
{
    private readonly Dictionary<string, Rate> _rates = new(StringComparer.Ordinal);

    /// <summary>A currency that could not be valued and was not told yet; null when there is none.</summary>
    public string? Untold { get; private set; }

    /// <summary>Worth of one unit.</summary>
    /// <returns>False while nothing tells it.</returns>
    public bool TryFind(string currency, out decimal rate)
    {
        rate = 1m;
        if (string.Equals(currency, options.Currency, StringComparison.Ordinal) || options.ConversionRates.TryGetValue(currency, out rate))
            return true;
        if (!_rates.TryGetValue(currency, out Rate? known))
            _rates.Add(currency, known = new Rate());
        if (known.Searched != cache.InstrumentCount)
            Search(currency, known);
        if (known.Instrument != InstrumentHandle.None && OfferOf(known.Instrument) is { Raw: > 0 } offer)
            known.Last = offer.AsDecimal * known.QuoteRate;
        rate = known.Last;
        if (rate > 0m)
            return true;
        if (!known.IsTold)
        {
            known.IsTold = true;
            Untold = currency;
        }

        return false;
    }

    /// <summary>It has been told.</summary>
    public void Told() => Untold = null;

    private Price OfferOf(InstrumentHandle instrument)
    {
        if (cache.HasQuote(instrument) && cache.Quote(instrument).AskPrice is { Raw: > 0 } quoted)
            return quoted;
        return cache.Book(instrument).TryGetBest(out _, out BookLevel ask) ? ask.Price : Price.Zero;
    }

    private void Search(string currency, Rate known)
    {
        known.Searched = cache.InstrumentCount;
        for (int i = 0; i < cache.InstrumentCount && known.Instrument == InstrumentHandle.None; i++)
        {
            Instrument instrument = cache.Instrument(new InstrumentHandle(i));
            if (!string.Equals(instrument.BaseCurrency, currency, StringComparison.Ordinal))
                continue;
            decimal rate = 1m;
            if (!string.Equals(instrument.QuoteCurrency, options.Currency, StringComparison.Ordinal) && !options.ConversionRates.TryGetValue(instrument.QuoteCurrency, out rate))
                continue;
            known.Instrument = new InstrumentHandle(i);
            known.QuoteRate = rate;
        }
    }

    private sealed class Rate
    {
        public InstrumentHandle Instrument = InstrumentHandle.None;
        public decimal QuoteRate;
        public decimal Last;
        public int Searched;
        public bool IsTold;
    }
}
