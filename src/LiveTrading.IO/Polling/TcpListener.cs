using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace LiveTrading.IO.Polling;

/// <summary>A listening socket of a real loop.</summary>
internal sealed class TcpListener : LoopListener, IPolled
{
    // Connections taken in one turn; the rest wait in the kernel's queue for the next.
    private const int AcceptsPerTurn = 64;
    private const int Backlog = 512;

    // Out of descriptors, say: trying again at once would only burn the processor.
    private const long PauseAfterFailureNanos = 100_000_000;

    private readonly PolledEventLoop _loop;
    private readonly ListenOptions _options;
    private readonly IStreamAcceptor _acceptor;
    private readonly SslStreamCertificateContext? _certificate;
    private readonly Socket _socket;
    private readonly PollEntry _entry;
    private readonly LoopTimer _resume;
    private bool _disposed;

    internal TcpListener(PolledEventLoop loop, ListenOptions options, IStreamAcceptor acceptor)
    {
        if (!IPAddress.TryParse(options.Address, out IPAddress? address))
        {
            throw new ArgumentException($"'{options.Address}' is not an IP address to listen on.", nameof(options));
        }

        _loop = loop;
        _options = options;
        _acceptor = acceptor;
        _certificate = options.Certificate is { } certificate ? SslStreamCertificateContext.Create(certificate, null, offline: true) : null;
        _socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
        try
        {
            _socket.Bind(new IPEndPoint(address, options.Port));
            _socket.Listen(Backlog);
        }
        catch (SocketException error)
        {
            _socket.Dispose();
            throw new LoopIOException(Explain(error.SocketErrorCode, options), error);
        }

        Port = ((IPEndPoint)_socket.LocalEndPoint!).Port;
        _resume = loop.CreateTimer(static timer => ((TcpListener)timer.State!).SetInterest(Interest.Read), this);
        _entry = new PollEntry(this, _socket, Interest.Read);
        loop.Poller.Add(_entry);
    }

    public override int Port { get; }

    StreamPriority IPolled.Priority => StreamPriority.MarketData;

    void IPolled.Serve(Interest found)
    {
        if (found == Interest.Failed)
        {
            Pause(new LoopIOException($"Port {Port} cannot be watched for connections; trying again in 100 ms."));
            return;
        }

        for (int i = 0; i < AcceptsPerTurn && !_disposed && _socket.Poll(0, SelectMode.SelectRead); i++)
        {
            Socket accepted;
            try
            {
                accepted = _socket.Accept();
            }
            catch (SocketException error) when (error.SocketErrorCode is SocketError.WouldBlock or SocketError.ConnectionAborted or SocketError.ConnectionReset)
            {
                // The client was gone before it was served.
                continue;
            }
            catch (SocketException error)
            {
                Pause(new LoopIOException($"Port {Port} cannot take connections ({error.SocketErrorCode}); trying again in 100 ms.", error));
                return;
            }

            Take(accepted);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing || _disposed)
        {
            return;
        }

        _disposed = true;
        _resume.Cancel();
        _loop.Poller.Remove(_entry);
        _loop.Forget(this);
        _socket.Dispose();
    }

    private static string Explain(SocketError error, ListenOptions options)
    {
        string place = string.Create(CultureInfo.InvariantCulture, $"{options.Address}:{options.Port}");
        return error switch
        {
            SocketError.AddressAlreadyInUse => $"Cannot listen on {place}: the port is in use. Another process has it; choose another port or 0.",
            SocketError.AccessDenied => $"Cannot listen on {place}: not allowed. Ports below 1024 need privileges.",
            SocketError.AddressNotAvailable => $"Cannot listen on {place}: this machine does not have that address.",
            _ => $"Cannot listen on {place}: {error}.",
        };
    }

    private void Pause(LoopIOException failure)
    {
        SetInterest(Interest.None);
        _resume.Start(PauseAfterFailureNanos);
        _loop.Kernel.Report(failure);
    }

    private void SetInterest(Interest interest)
    {
        if (!_disposed)
        {
            _entry.Interest = interest;
            _loop.Poller.Update(_entry);
        }
    }

    private void Take(Socket accepted)
    {
        string remote;
        try
        {
            accepted.Blocking = false;
            accepted.NoDelay = true;
            remote = accepted.RemoteEndPoint?.ToString() ?? "unknown";
        }
        catch (SocketException)
        {
            // The client was gone before it was served.
            accepted.Dispose();
            return;
        }

        SocketStream stream = SocketStream.Accepted(_loop, _options, _certificate);
        _loop.Adopt(stream);
        stream.AttachAccepted(accepted, remote, _acceptor);
    }
}
