using LiveTrading.WireBench.Serving;

namespace LiveTrading.WireBench.Tests;

/// <summary>A load server on a thread of this process.</summary>
internal sealed class RunningServer : IDisposable
{
    private static readonly TimeSpan _endsWithin = TimeSpan.FromSeconds(30);
    private readonly LoadServer _server;
    private readonly Thread _thread;

    public RunningServer(bool tls = false)
    {
        _server = new LoadServer(new LoadServerOptions { Tls = tls });
        _thread = new Thread(_server.Run) { IsBackground = true };
        _thread.Start();
    }

    public string Url => _server.Url;

    public string? CertificateFile => _server.CertificateFile;

    public void Dispose()
    {
        _server.Dispose();
        Assert.True(_thread.Join(_endsWithin), "The server's thread did not end.");
    }
}
