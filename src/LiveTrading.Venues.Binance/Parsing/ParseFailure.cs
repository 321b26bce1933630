using System.Globalization;

namespace LiveTrading.Venues.Binance.Parsing;

/// <summary>Where and why reading a message failed.</summary>
/// <param name="Status">Why.</param>
/// <param name="Offset">Byte offset within the message at which it was noticed.</param>
/// <param name="Field">The field concerned; empty when the text itself is at fault.</param>
internal readonly record struct ParseFailure(ParseStatus Status, int Offset, string Field)
{
    /// <summary>Such as <c>WrongType at byte 17, field 'p'</c>.</summary>
    public override string ToString() => Field.Length == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{Status} at byte {Offset}")
        : string.Create(CultureInfo.InvariantCulture, $"{Status} at byte {Offset}, field '{Field}'");
}
