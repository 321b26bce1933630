namespace LiveTrading.Model.Identifiers;

/// <summary>Which instrument at which venue, written <c>BTCUSDT.BINANCE</c>.</summary>
/// <param name="Symbol">The venue's own symbol in its own case.</param>
/// <param name="Venue">The venue.</param>
public readonly record struct InstrumentId(string Symbol, VenueId Venue)
{
    /// <summary>Reads <c>SYMBOL.VENUE</c>; the venue is what follows the last point.</summary>
    /// <returns>False when either part is missing.</returns>
    public static bool TryParse(string? text, out InstrumentId id)
    {
        id = default;
        int point = text is null ? -1 : text.LastIndexOf('.');
        if (point <= 0 || point == text!.Length - 1)
            return false;
        id = new InstrumentId(text[..point], new VenueId(text[(point + 1)..]));
        return true;
    }

    /// <summary><c>SYMBOL.VENUE</c>.</summary>
    public override string ToString() => Symbol + "." + Venue.Value;
}
