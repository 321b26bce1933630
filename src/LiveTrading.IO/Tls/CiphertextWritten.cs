using LiveTrading.IO.Turns;

namespace LiveTrading.IO.Tls;

/// <summary>News for the loop that the handshake wrote something.</summary>
internal sealed class CiphertextWritten(TlsStream stream) : IDeferredCompletion
{
    public void Complete() => stream.SendCiphertext();
}
