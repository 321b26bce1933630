namespace LiveTrading.IO.Tls;

/// <summary>Who gets the result of a <see cref="TlsHandshake"/>.</summary>
internal interface ITlsHandshakeOwner
{
    /// <summary>On the loop thread.</summary>
    /// <param name="failure">Null when the connection is secure.</param>
    void OnHandshakeDone(StreamCloseInfo? failure);
}
