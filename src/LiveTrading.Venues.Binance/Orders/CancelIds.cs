using LiveTrading.Model.Identifiers;

namespace LiveTrading.Venues.Binance.Orders;

/// <summary>
/// The id of a cancel request, derived from the order's: <c>lc-</c> for <c>lt-</c>. The venue replaces a canceled order's
/// client id by the cancel's, so that this is how such an order is found again.
/// </summary>
internal static class CancelIds
{
    /// <summary>Writes the id of the cancel of an order.</summary>
    /// <param name="order">The order.</param>
    /// <param name="destination">At least <see cref="ClientOrderId.TextLength"/> bytes.</param>
    public static int Format(ClientOrderId order, Span<byte> destination)
    {
        int written = order.Format(destination);
        destination[1] = (byte)'c';
        return written;
    }

    /// <summary>The order that a client id at the venue belongs to, whether it is the order's own or its cancel's.</summary>
    public static bool TryParseOwner(ReadOnlySpan<byte> text, out ClientOrderId order)
    {
        if (ClientOrderId.TryParse(text, out order))
            return true;
        if (text.Length != ClientOrderId.TextLength || !text.StartsWith("lc-"u8))
            return false;
        Span<byte> own = stackalloc byte[ClientOrderId.TextLength];
        text.CopyTo(own);
        own[1] = (byte)'t';
        return ClientOrderId.TryParse(own, out order);
    }
}
