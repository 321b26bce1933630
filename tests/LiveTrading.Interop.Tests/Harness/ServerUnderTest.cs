using System.Security.Cryptography.X509Certificates;

namespace LiveTrading.Interop.Tests.Harness;

/// <summary>
/// A WebSocket server that nobody here wrote, one for all tests of a class. All of them offer the same paths: <c>/echo</c>,
/// <c>/fragments</c>, <c>/ping</c>, <c>/close</c>, <c>/burst</c>, <c>/headers</c>, <c>/vanish</c>, <c>/refuse</c>, and
/// <c>/tell</c>, which says how the connection with a token was closed.
/// </summary>
public abstract class ServerUnderTest : IDisposable
{
    /// <summary>Who signed the server's certificate, which is for localhost.</summary>
    internal Authority Authority { get; } = new();

    /// <summary>Why it could not be started; null when it runs.</summary>
    public string? Missing { get; protected set; }

    /// <summary>The ways in which it can be made to compress.</summary>
    public virtual IReadOnlyList<DeflateServer> Deflate => DeflateServer.All;

    internal X509Certificate2Collection Roots => [Authority.Root];

    /// <summary>Whether it sends and counts pings at our wish.</summary>
    public virtual bool Pings => true;

    /// <summary>What is said when it closes without a code.</summary>
    public virtual string EndWithoutCode => "the server closed the connection with 1005";

    public void Dispose()
    {
        Stop();
        Authority.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>An address of it.</summary>
    public string Address(Transport transport, string path) => $"{(transport == Transport.Plain ? "ws" : "wss")}://localhost:{Port(transport)}{path}";

    /// <summary>An address that compresses in one way.</summary>
    public abstract string DeflateAddress(DeflateServer how, string path);

    protected abstract int Port(Transport transport);

    protected abstract void Stop();
}
