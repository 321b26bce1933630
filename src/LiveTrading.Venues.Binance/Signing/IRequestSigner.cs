namespace LiveTrading.Venues.Binance.Signing;

/// <summary>Signs a request's payload. Loop thread.</summary>
internal interface IRequestSigner : IDisposable
{
    /// <summary>Longest signature text in bytes.</summary>
    int MaxSignatureBytes { get; }

    /// <summary>Signs the payload's bytes and writes the signature as the WebSocket API wants it: lower-case hexadecimal (HMAC) or base64.</summary>
    /// <param name="payload">All parameters but the signature, sorted by name, <c>name=value</c> joined by <c>&amp;</c>, UTF-8.</param>
    /// <param name="destination">At least <see cref="MaxSignatureBytes"/>.</param>
    /// <returns>Bytes written.</returns>
    int Sign(ReadOnlySpan<byte> payload, Span<byte> destination);
}
