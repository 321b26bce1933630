using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace LiveTrading.Venues.Simulated.Accounts;

/// <summary>Checks signatures of one API key.</summary>
internal sealed class RequestSignature
{
    private readonly byte[]? _hmacSecret;
    private readonly PublicKey? _ed25519;
    private readonly RSA? _rsa;

    /// <exception cref="ArgumentException">The public key cannot be read; the message names the user, never the key.</exception>
    public RequestSignature(SimulatedUser user)
    {
        Kind = user.KeyKind;
        switch (user.KeyKind)
        {
            case SimulatedKeyKind.Hmac:
                _hmacSecret = Encoding.UTF8.GetBytes(user.Secret);
                break;
            case SimulatedKeyKind.Ed25519:
                if (!PublicKey.TryImport(SignatureAlgorithm.Ed25519, Encoding.ASCII.GetBytes(user.Secret), KeyBlobFormat.PkixPublicKeyText, out _ed25519))
                    throw new ArgumentException($"User {user.ApiKey}: Secret is not an Ed25519 public key in PEM.", nameof(user));
                break;
            default:
                _rsa = RSA.Create();
                try
                {
                    _rsa.ImportFromPem(user.Secret);
                }
                catch (Exception e) when (e is ArgumentException or CryptographicException)
                {
                    throw new ArgumentException($"User {user.ApiKey}: Secret is not an RSA public key in PEM.", nameof(user), e);
                }

                break;
        }
    }

    public SimulatedKeyKind Kind { get; }

    /// <summary>True when <paramref name="signature"/> (hex for HMAC in any case, base64 otherwise) signs the payload.</summary>
    public bool Verify(ReadOnlySpan<byte> payload, string signature)
    {
        if (_hmacSecret is not null)
        {
            Span<byte> expected = stackalloc byte[32];
            HMACSHA256.HashData(_hmacSecret, payload, expected);
            Span<byte> given = stackalloc byte[32];
            return signature.Length == 64 && Convert.FromHexString(signature, given, out _, out _) == System.Buffers.OperationStatus.Done
                && CryptographicOperations.FixedTimeEquals(expected, given);
        }

        Span<byte> raw = stackalloc byte[1024];
        if (signature.Length > 1024 || !Convert.TryFromBase64String(signature, raw, out int length))
            return false;
        return _ed25519 is not null
            ? length == 64 && SignatureAlgorithm.Ed25519.Verify(_ed25519, payload, raw[..length])
            : _rsa!.VerifyData(payload, raw[..length], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}
