namespace LiveTrading.Venues.Simulated;

/// <summary>How a user's requests are signed.</summary>
public enum SimulatedKeyKind
{
    /// <summary>HMAC-SHA256 with a shared secret.</summary>
    Hmac,

    /// <summary>Ed25519; the only kind that may log a session on.</summary>
    Ed25519,

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256.</summary>
    Rsa,
}
