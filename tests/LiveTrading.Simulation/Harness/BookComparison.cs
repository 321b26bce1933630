using System.Globalization;
using System.Text;
using LiveTrading.Engine.Kernel;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;
using LiveTrading.Venues.Binance.Orders;
using LiveTrading.Venues.Simulated;
using LiveTrading.Venues.Simulated.Accounts;
using LiveTrading.Venues.Simulated.Matching;

namespace LiveTrading.Simulation.Harness;

/// <summary>Compares what an engine believes with the venue's own books: orders, positions, balances and fees, to the last digit. Orders of others on the account are told apart by their ids.</summary>
internal sealed class BookComparison(TradingKernel kernel, VenueAccount account, SimulatedVenueOptions venue)
{
    private readonly List<string> _found = [];

    public IReadOnlyList<string> Find()
    {
        _found.Clear();
        CompareOrders();
        CompareBalances();
        ComparePositions();
        return _found;
    }

    /// <summary>The engine's order that an order at the venue is, by its id there; none for another's.</summary>
    public static bool TryParseOwner(VenueOrder order, out ClientOrderId id)
    {
        Span<byte> text = stackalloc byte[64];
        int length = order.ClientOrderId.Length <= 36 ? Encoding.ASCII.GetBytes(order.ClientOrderId, text) : 0;
        return CancelIds.TryParseOwner(text[..length], out id);
    }

    private static string Text(VenueOrder o) => string.Create(
        CultureInfo.InvariantCulture,
        $"{o.ClientOrderId} (venue {o.OrderId}) {o.Side} {o.Symbol} {FixedPoint.ToDecimal(o.Quantity)} at {FixedPoint.ToDecimal(o.Price)}: {o.State}, executed {FixedPoint.ToDecimal(o.Executed)} for {FixedPoint.ToDecimal(o.CumulativeQuote)}");

    private void Add(FormattableString text) => _found.Add(FormattableString.Invariant(text));

    private void CompareOrders()
    {
        HashSet<ClientOrderId> seen = [];
        HashSet<long> open = [];
        foreach (VenueOrder there in account.Orders)
        {
            if (!TryParseOwner(there, out ClientOrderId id))
                continue;
            if (there.IsOpen)
                open.Add(there.OrderId);
            if (!seen.Add(id))
                Add($"client order id {id} is at the venue more than once, last as {Text(there)}");
            Order? own = kernel.Cache.FindOrder(id);
            if (own is null)
                Add($"the engine does not know {Text(there)}");
            else if (own.FilledQuantity.Raw != there.Executed || own.FilledNotional != FixedPoint.ToDecimal(there.CumulativeQuote) || own.IsOpen != there.IsOpen)
                Add($"{own.State} filled {own.FilledQuantity} for {own.FilledNotional} here, at the venue {Text(there)}");
            else if (!Agree(own.State, there.State))
                Add($"{own.State} here, at the venue {Text(there)}");
        }

        foreach (Order own in kernel.Cache.OpenOrders)
        {
            if (!open.Contains((long)own.VenueOrderId.Value))
                Add($"{own.ClientOrderId} {own.State} is open here and not at the venue");
        }
    }

    private static bool Agree(OrderState here, VenueOrderState there) => there switch
    {
        VenueOrderState.New => here is OrderState.Accepted or OrderState.Triggered,
        VenueOrderState.PartiallyFilled => here == OrderState.PartiallyFilled,
        VenueOrderState.Filled => here == OrderState.Filled,
        VenueOrderState.Canceled => here == OrderState.Canceled,
        _ => here is OrderState.Expired or OrderState.Canceled,
    };

    private void CompareBalances()
    {
        Account known = kernel.Portfolio.Accounts[0];
        if (!known.IsKnown)
            Add($"the account is not known");
        foreach (AssetBalance there in account.Balances)
        {
            AccountBalance? here = known.Find(there.Asset);
            if ((here?.Free ?? 0) != FixedPoint.ToDecimal(there.Free) || (here?.Locked ?? 0) != FixedPoint.ToDecimal(there.Locked))
                Add($"{there.Asset} is {here?.Free} free and {here?.Locked} locked here, at the venue {FixedPoint.ToDecimal(there.Free)} and {FixedPoint.ToDecimal(there.Locked)}");
        }
    }

    private void ComparePositions()
    {
        Dictionary<string, decimal> fees = [];
        Dictionary<string, decimal> positions = [];
        foreach (VenueFill fill in account.Fills)
        {
            if (!TryParseOwner(fill.Order, out _))
                continue;
            string commissionAsset = fill.CommissionAsset;
            decimal commission = FixedPoint.ToDecimal(fill.Commission);
            decimal signed = fill.Order.IsBuy ? FixedPoint.ToDecimal(fill.Quantity) : -FixedPoint.ToDecimal(fill.Quantity);
            if (venue.Symbols.First(s => s.Symbol == fill.Order.Symbol).BaseAsset == commissionAsset)
                signed -= commission;
            positions[fill.Order.Symbol] = positions.GetValueOrDefault(fill.Order.Symbol) + signed;
            fees[commissionAsset] = fees.GetValueOrDefault(commissionAsset) + commission;
        }

        for (int i = 0; i < kernel.Cache.InstrumentCount; i++)
        {
            InstrumentHandle handle = new(i);
            Instrument instrument = kernel.Cache.Instrument(handle);
            decimal there = positions.GetValueOrDefault(instrument.Id.Symbol);
            decimal here = kernel.Portfolio.EnginePosition(handle);
            if (here != there)
                Add($"the position in {instrument.Id.Symbol} is {here} here, by the venue's fills of own orders {there}");
        }

        foreach (string currency in fees.Keys.Union(kernel.Portfolio.Fees.Keys))
        {
            if (kernel.Portfolio.Fees.GetValueOrDefault(currency) != fees.GetValueOrDefault(currency))
                Add($"fees in {currency} are {kernel.Portfolio.Fees.GetValueOrDefault(currency)} here, at the venue {fees.GetValueOrDefault(currency)}");
        }
    }
}
