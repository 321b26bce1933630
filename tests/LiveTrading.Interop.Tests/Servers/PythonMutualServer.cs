namespace LiveTrading.Interop.Tests.Servers;

/// <summary>Python's <c>websockets</c> that requires a client's certificate of its own authority in the TLS handshake.</summary>
public sealed class PythonMutualServer : PythonServer
{
    public PythonMutualServer()
        : base(requireCertificate: true)
    {
    }
}
