using System.Buffers;
using System.Buffers.Text;
using NSec.Cryptography;

namespace LiveTrading.Venues.Binance.Signing;

/// <summary>Pure Ed25519 over the payload, base64. Allocates nothing per signature.</summary>
internal sealed class Ed25519RequestSigner(Key key) : IRequestSigner
{
    private const int SignatureBytes = 64;

    /// <inheritdoc/>
    public int MaxSignatureBytes => Base64.GetMaxEncodedToUtf8Length(SignatureBytes);

    /// <inheritdoc/>
    public int Sign(ReadOnlySpan<byte> payload, Span<byte> destination)
    {
        Span<byte> signature = stackalloc byte[SignatureBytes];
        SignatureAlgorithm.Ed25519.Sign(key, payload, signature);
        OperationStatus status = Base64.EncodeToUtf8(signature, destination, out _, out int written);
        if (status != OperationStatus.Done)
            throw new ArgumentException("The destination is shorter than MaxSignatureBytes.", nameof(destination));
        return written;
    }

    /// <inheritdoc/>
    public void Dispose() => key.Dispose();
}
