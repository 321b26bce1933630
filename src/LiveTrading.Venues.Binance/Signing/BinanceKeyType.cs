namespace LiveTrading.Venues.Binance.Signing;

/// <summary>How requests are signed. Decided by the form of the secret.</summary>
public enum BinanceKeyType
{
    /// <summary>HMAC-SHA256 with a shared secret.</summary>
    Hmac,

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256 and a PKCS#8 private key of 2,048 to 4,096 bits.</summary>
    Rsa,

    /// <summary>Ed25519 with a PKCS#8 private key: what the venue recommends.</summary>
    Ed25519,
}
