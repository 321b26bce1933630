using System.Security.Cryptography;

namespace LiveTrading.Venues.Binance.Signing;

/// <summary>HMAC-SHA256, hexadecimal. Allocates nothing per signature.</summary>
internal sealed class HmacRequestSigner(byte[] secret) : IRequestSigner
{
    /// <inheritdoc/>
    public int MaxSignatureBytes => HMACSHA256.HashSizeInBytes * 2;

    /// <inheritdoc/>
    public int Sign(ReadOnlySpan<byte> payload, Span<byte> destination)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, payload, hash);
        Convert.TryToHexStringLower(hash, destination, out int written);
        return written;
    }

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(secret);
}
