using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace LiveTrading.Venues.Binance.Signing;

/// <summary>RSASSA-PKCS1-v1_5 with SHA-256, base64. About a millisecond a signature: HMAC or Ed25519 are the keys for fast order entry.</summary>
internal sealed class RsaRequestSigner : IRequestSigner
{
    private const int LargestKeyBytes = 512;
    private readonly RSA _key;

    /// <summary>With a private key.</summary>
    public RsaRequestSigner(RSA key)
    {
        _key = key;
        MaxSignatureBytes = Base64.GetMaxEncodedToUtf8Length((key.KeySize + 7) / 8);
    }

    /// <inheritdoc/>
    public int MaxSignatureBytes { get; }

    /// <inheritdoc/>
    public int Sign(ReadOnlySpan<byte> payload, Span<byte> destination)
    {
        Span<byte> signature = stackalloc byte[LargestKeyBytes];
        int length = _key.SignData(payload, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        OperationStatus status = Base64.EncodeToUtf8(signature[..length], destination, out _, out int written);
        if (status != OperationStatus.Done)
            throw new ArgumentException("The destination is shorter than MaxSignatureBytes.", nameof(destination));
        return written;
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
