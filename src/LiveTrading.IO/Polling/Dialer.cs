using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LiveTrading.IO.Streams;
using LiveTrading.IO.Turns;

namespace LiveTrading.IO.Polling;

/// <summary>
/// Makes the connection of a stream: name resolution (off the loop), one address after the other, each with a share of the
/// time, and the proxy's CONNECT where there is one. Gives the socket to the stream, or closes it with the reason.
/// </summary>
/// <remarks>Thread: the loop's, but for the resolution, which touches nothing of the loop and hands its result over.</remarks>
[SuppressMessage("Reliability", "CA1001:Types that own disposable fields should be disposable", Justification = "Abort is its end, called with the stream's.")]
internal sealed class Dialer : IPolled, IDeferredCompletion
{
    // While further addresses remain, one that does not answer costs no more than this.
    private const long MaxShareNanos = 2_000_000_000;

    private readonly PolledEventLoop _loop;
    private readonly SocketStream _stream;
    private readonly ConnectOptions _options;
    private readonly LoopTimer _timeout;
    private readonly LoopTimer _share;
    private readonly CancellationTokenSource _cancel = new();
    private readonly long _deadline;
    private readonly string _host;
    private readonly int _port;
    private IPAddress[] _addresses = [];
    private SocketException? _resolveError;
    private int _next;
    private Socket? _socket;
    private PollEntry? _entry;
    private ProxyHandshake? _proxy;
    private SocketError _lastError = SocketError.HostNotFound;
    private bool _done;

    internal Dialer(PolledEventLoop loop, SocketStream stream, ConnectOptions options)
    {
        _loop = loop;
        _stream = stream;
        _options = options;
        _host = options.Proxy?.DnsSafeHost ?? options.Host;
        _port = options.Proxy?.Port ?? options.Port;
        long nanos = options.Timeout.Ticks * TimeSpan.NanosecondsPerTick;
        _deadline = loop.MonotonicNanos + nanos;
        _timeout = loop.CreateTimer(static timer => ((Dialer)timer.State!).OnTimeout(), this);
        _share = loop.CreateTimer(static timer => ((Dialer)timer.State!).OnShareUsed(), this);
        _timeout.Start(nanos);
    }

    StreamPriority IPolled.Priority => _options.Priority;

    private string Target => string.Create(CultureInfo.InvariantCulture, $"{_host}:{_port}");

    /// <summary>Begins; deferred from the connect call.</summary>
    internal void Start()
    {
        if (_done)
        {
            return;
        }

        if (IPAddress.TryParse(_host, out IPAddress? address))
        {
            _addresses = [address];
            TryNext();
        }
        else
        {
            _ = ResolveAsync();
        }
    }

    /// <summary>Ends it, whatever it is doing. Idempotent.</summary>
    internal void Abort()
    {
        if (_done)
        {
            return;
        }

        _done = true;
        _timeout.Cancel();
        _share.Cancel();
        _cancel.Cancel();
        _cancel.Dispose();
        DropSocket();
    }

    /// <summary>The resolution's result, on the loop.</summary>
    public void Complete()
    {
        if (_done)
        {
            return;
        }

        if (_resolveError is { } error)
        {
            _stream.CloseWith(StreamError.NameResolution, $"The name {_host} could not be resolved ({error.SocketErrorCode}).");
            return;
        }

        TryNext();
    }

    void IPolled.Serve(Interest found)
    {
        if (_done)
        {
            return;
        }

        if (_proxy is not null)
        {
            ServeProxy(found);
            return;
        }

        var error = (SocketError)(int)_socket!.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
        if (error != SocketError.Success)
        {
            FailAddress(error);
            return;
        }

        if (found == Interest.Failed)
        {
            // It cannot be watched, and nobody knows why.
            FailAddress(SocketError.SocketError);
            return;
        }

        if (Equals(_socket.LocalEndPoint, _socket.RemoteEndPoint))
        {
            // TCP's simultaneous open: the port the system chose for us was the very one dialed, and nothing listens there.
            FailAddress(SocketError.ConnectionRefused);
            return;
        }

        OnConnected();
    }

    private async Task ResolveAsync()
    {
        try
        {
            // Off the loop from the first instruction: some platforms resolve in the calling thread.
            CancellationToken cancel = _cancel.Token;
            _addresses = await Task.Run(() => Dns.GetHostAddressesAsync(_host, cancel), cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The stream was closed meanwhile.
            return;
        }
        catch (SocketException error)
        {
            _resolveError = error;
        }
        catch (ArgumentException)
        {
            // A name longer than DNS allows.
            _resolveError = new SocketException((int)SocketError.HostNotFound);
        }

        _loop.Kernel.PostOffLoop(this);
    }

    private void TryNext()
    {
        while (_next < _addresses.Length)
        {
            IPAddress address = _addresses[_next++];
            if (TryStart(address))
            {
                return;
            }
        }

        StreamError cause = SocketCauses.Translate(_lastError);
        string text = _addresses.Length == 0
            ? $"The name {_host} has no address."
            : SocketCauses.DescribeConnect(_lastError, Target);
        if (_options.Proxy is not null && cause != StreamError.NameResolution)
        {
            text = "The proxy cannot be reached: " + text;
        }

        _stream.CloseWith(cause, text);
    }

    private bool TryStart(IPAddress address)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false, NoDelay = true };
            socket.Connect(new IPEndPoint(address, _port));
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            // Under way.
        }
        catch (SocketException error)
        {
            _lastError = error.SocketErrorCode;
            socket?.Dispose();
            return false;
        }

        _socket = socket;
        _entry = new PollEntry(this, socket!, Interest.Write);
        _loop.Poller.Add(_entry);
        int left = _addresses.Length - _next;
        if (left > 0)
        {
            long share = Math.Max(0, _deadline - _loop.MonotonicNanos) / (left + 1);
            _share.Start(Math.Min(share, MaxShareNanos));
        }

        return true;
    }

    private void FailAddress(SocketError error)
    {
        _lastError = error;
        _share.Cancel();
        DropSocket();
        TryNext();
    }

    private void OnConnected()
    {
        _share.Cancel();
        if (_options.Proxy is null)
        {
            Finish([]);
            return;
        }

        _proxy = new ProxyHandshake(_options);
        ServeProxy(Interest.Write);
    }

    private void ServeProxy(Interest found)
    {
        ProxyHandshake proxy = _proxy!;
        if ((found & Interest.Write) != 0 && !proxy.IsSent)
        {
            int taken = _socket!.Send(proxy.Unsent, SocketFlags.None, out SocketError error);
            if (error is not (SocketError.Success or SocketError.WouldBlock))
            {
                FailProxy($"the connection failed ({error})");
                return;
            }

            proxy.Sent(taken);
            if (proxy.IsSent)
            {
                _entry!.Interest = Interest.Read;
                _loop.Poller.Update(_entry);
            }

            return;
        }

        int count = _socket!.Receive(proxy.Space, SocketFlags.None, out SocketError failure);
        if (failure == SocketError.WouldBlock)
        {
            return;
        }

        if (failure != SocketError.Success || count == 0)
        {
            FailProxy(failure == SocketError.Success ? "it closed the connection without an answer" : $"the connection failed ({failure})");
            return;
        }

        proxy.Received(count);
        if (proxy.Refusal is { } refusal)
        {
            FailProxy(refusal);
        }
        else if (proxy.IsOpen)
        {
            Finish(proxy.Rest);
        }
    }

    private void FailProxy(string why) =>
        _stream.CloseWith(StreamError.Proxy, $"The proxy {Target} did not connect to {_options.Host}: {why}.");

    private void Finish(ReadOnlySpan<byte> alreadyReceived)
    {
        Socket socket = _socket!;
        _loop.Poller.Remove(_entry!);
        _socket = null;

        // Time runs on while TLS shakes hands: the stream ends the dialer when it opens.
        _stream.Attach(socket, alreadyReceived);
        if (_stream.Phase != StreamPhase.Connecting)
        {
            Abort();
        }
    }

    private void OnShareUsed() => FailAddress(SocketError.TimedOut);

    private void OnTimeout()
    {
        string seconds = _options.Timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        _stream.CloseWith(StreamError.TimedOut, $"No connection to {_stream.RemoteName} within {seconds} s.");
    }

    private void DropSocket()
    {
        if (_entry is not null)
        {
            _loop.Poller.Remove(_entry);
            _entry = null;
        }

        _socket?.Dispose();
        _socket = null;
    }
}
