using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Execution;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Journal;

/// <summary>Cuts the trades of others to those that must be known one by one, and sums up the rest.</summary>
internal static class ForeignTradeSums
{
    public static (List<(InstrumentId Instrument, FillReport Trade)> Kept, List<CarriedForeign> Carried) Of(RecoveredJournal recovered, Cache cache, JournalCompactionOptions options)
    {
        var seen = new HashSet<FillIdentity>();
        List<FillReport> all = [.. recovered.ForeignTrades.Where(t => seen.Add(new FillIdentity(t.Instrument, t.VenueOrderId, t.TradeId)))];

        // What a baseline may contain is left out of the balance of its account by its time: that is decided trade by trade.
        long baselines = recovered.Baselines.Concat(recovered.OpenBaselines).Select(b => b.Time.Value).DefaultIfEmpty(long.MaxValue).Max();
        var kept = new List<(InstrumentId, FillReport)>();
        var carried = new List<CarriedForeign>(recovered.CarriedForeign);
        for (int i = 0; i < all.Count; i++)
        {
            Instrument instrument = cache.Instrument(all[i].Instrument);
            bool isOld = i < all.Count - options.MaxForeignTrades && all[i].EventTime.Value > baselines
                && recovered.Reconciled.TryGetValue(instrument.Id.Venue, out UnixNanos reconciled) && all[i].EventTime.Value < reconciled.Value - options.FillHorizon.Ticks * 100;
            if (isOld)
                Carry(carried, instrument, all[i]);
            else
                kept.Add((instrument.Id, all[i]));
        }

        return (kept, carried);
    }

    private static void Carry(List<CarriedForeign> carried, Instrument instrument, FillReport trade)
    {
        decimal sign = trade.Side == OrderSide.Buy ? 1m : -1m;
        if (instrument.Kind == InstrumentKind.Spot)
        {
            Add(carried, instrument.Id.Venue, instrument.BaseCurrency, sign * trade.Quantity.AsDecimal);
            Add(carried, instrument.Id.Venue, instrument.QuoteCurrency, -sign * trade.Quantity.Notional(trade.Price));
        }

        if (trade.Commission != 0m)
            Add(carried, instrument.Id.Venue, trade.CommissionCurrency ?? Portfolio.UnknownCurrency, -trade.Commission);
    }

    private static void Add(List<CarriedForeign> carried, VenueId venue, string currency, decimal amount)
    {
        int place = carried.FindIndex(c => c.Venue == venue && c.Currency == currency);
        if (place < 0)
            carried.Add(new CarriedForeign(venue, currency, amount));
        else
            carried[place] = carried[place] with { Amount = carried[place].Amount + amount };
    }
}
