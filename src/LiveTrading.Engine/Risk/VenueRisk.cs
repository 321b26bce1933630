using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Ports;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Risk;

/// <summary>What the risk engine knows of a venue: what it takes, and its account.</summary>
internal sealed class VenueRisk
{
    private readonly Dictionary<string, CurrencyRisk> _currencies = new(StringComparer.Ordinal);
    private readonly uint _orderTypes;
    private readonly uint _timesInForce;

    public VenueRisk(VenueId venue, Account account, ExecutionCapabilities capabilities)
    {
        Venue = venue;
        Account = account;
        PostOnly = capabilities.PostOnly;
        _orderTypes = MaskOf(capabilities.OrderTypes);
        foreach (TimeInForce timeInForce in capabilities.TimesInForce)
            _timesInForce |= 1u << (int)timeInForce;
    }

    public VenueId Venue { get; }

    public Account Account { get; }

    public bool PostOnly { get; }

    public IEnumerable<CurrencyRisk> Currencies => _currencies.Values;

    public static uint MaskOf(IReadOnlyList<OrderType> types)
    {
        uint mask = 0;
        foreach (OrderType type in types)
            mask |= 1u << (int)type;
        return mask;
    }

    public bool Takes(OrderType type) => (uint)type < 32 && (_orderTypes & (1u << (int)type)) != 0;

    public bool Takes(TimeInForce timeInForce) => (uint)timeInForce < 32 && (_timesInForce & (1u << (int)timeInForce)) != 0;

    public CurrencyRisk Currency(string currency)
    {
        if (!_currencies.TryGetValue(currency, out CurrencyRisk? found))
        {
            found = new CurrencyRisk(Account.Balance(currency));
            _currencies.Add(currency, found);
        }

        return found;
    }
}
