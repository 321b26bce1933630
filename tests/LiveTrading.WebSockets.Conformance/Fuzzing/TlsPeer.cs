using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace LiveTrading.WebSockets.Conformance.Fuzzing;

/// <summary>The platform's half of a connection, on threads of its own: sends its bytes, reads ours, ends in order.</summary>
internal sealed class TlsPeer : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly TcpListener? _listener;
    private readonly byte[] _toSend;
    private readonly byte[] _received;

    private TlsPeer(byte[] toSend, int toReceive, TcpListener? listener)
    {
        _toSend = toSend;
        _received = new byte[toReceive];
        _listener = listener;
    }

    /// <summary>Ends without an exception, whatever happened.</summary>
    public Task Done { get; private set; } = Task.CompletedTask;

    /// <summary>So far.</summary>
    public ReadOnlySpan<byte> Received => _received.AsSpan(0, Volatile.Read(ref _count));

    /// <summary>Everything was exchanged.</summary>
    public bool IsComplete { get; private set; }

    private int _count;

    /// <summary>The server half; its port is known at once.</summary>
    public static TlsPeer Serve(byte[] toSend, int toReceive, bool isTls12, X509Certificate2 certificate, out int port)
    {
        TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        port = ((IPEndPoint)listener.LocalEndpoint).Port;
        TlsPeer peer = new(toSend, toReceive, listener);
        SslServerAuthenticationOptions options = new() { ServerCertificate = certificate, EnabledSslProtocols = Protocols(isTls12) };
        peer.Done = Task.Run(async () =>
        {
            using TcpClient tcp = await listener.AcceptTcpClientAsync(peer._end.Token);
            await peer.RunAsync(tcp, ssl => ssl.AuthenticateAsServerAsync(options, peer._end.Token));
        }).ContinueWith(peer.Observe, TaskScheduler.Default);
        return peer;
    }

    /// <summary>The client half.</summary>
    public static TlsPeer Dial(byte[] toSend, int toReceive, bool isTls12, string host, X509Certificate2 root, int port)
    {
        TlsPeer peer = new(toSend, toReceive, null);
        SslClientAuthenticationOptions options = new()
        {
            TargetHost = host,
            EnabledSslProtocols = Protocols(isTls12),
            CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { root }, RevocationMode = X509RevocationMode.NoCheck },
        };
        peer.Done = Task.Run(async () =>
        {
            using TcpClient tcp = new();
            await tcp.ConnectAsync(IPAddress.Loopback, port, peer._end.Token);
            await peer.RunAsync(tcp, ssl => ssl.AuthenticateAsClientAsync(options, peer._end.Token));
        }).ContinueWith(peer.Observe, TaskScheduler.Default);
        return peer;
    }

    public void Dispose()
    {
        _end.Cancel();
        _listener?.Dispose();
        Done.Wait();
        _end.Dispose();
    }

    private static SslProtocols Protocols(bool isTls12) => isTls12 ? SslProtocols.Tls12 : SslProtocols.Tls13;

    private async Task RunAsync(TcpClient tcp, Func<SslStream, Task> authenticate)
    {
        tcp.NoDelay = true;
        await using SslStream ssl = new(tcp.GetStream());
        await authenticate(ssl);
        Task send = ssl.WriteAsync(_toSend.AsMemory(), _end.Token).AsTask();
        while (_count < _received.Length)
        {
            int read = await ssl.ReadAsync(_received.AsMemory(_count), _end.Token);
            if (read == 0)
                break;
            Volatile.Write(ref _count, _count + read);
        }
        await send;
        await ssl.ShutdownAsync();
        IsComplete = _count == _received.Length;
        // What follows is the other side's end.
        byte[] rest = new byte[1];
        while (await ssl.ReadAsync(rest, _end.Token) > 0)
            IsComplete = false;
    }

    // Broken connections are what is wanted here; anything but them would be a mistake of this class.
    private void Observe(Task run)
    {
        if (run.Exception?.InnerException is not (null or IOException or AuthenticationException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException
            or System.ComponentModel.Win32Exception or System.Security.Cryptography.CryptographicException))
            throw run.Exception;
    }
}
