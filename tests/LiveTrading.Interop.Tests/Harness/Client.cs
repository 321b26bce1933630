using System.Diagnostics;
using System.Text;
using LiveTrading.IO;
using LiveTrading.WebSockets;

namespace LiveTrading.Interop.Tests.Harness;

/// <summary>One of our connections on a loop of its own, which the test's thread runs; notes what it is told.</summary>
internal sealed class Client : IWebSocketConnectionHandler, IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly EventLoop _loop;
    private readonly List<Exception> _errors = [];
    private int _read;

    public Client(LoopBackend backend, string url, WebSocketConnectionOptions? options = null, Func<WebSocketEndpoint, WebSocketEndpoint>? change = null)
    {
        _loop = MakeLoop(backend);
        _loop.UnhandledError = _errors.Add;
        WebSocketEndpoint endpoint = WebSocketEndpoint.Parse(url);
        Connection = new WebSocketConnection(_loop, change?.Invoke(endpoint) ?? endpoint, options ?? new() { AutoReconnect = false }, this, 17);
    }

    public WebSocketConnection Connection { get; }

    public List<(bool IsText, byte[] Payload)> Messages { get; } = [];

    /// <summary>Reasons of ends, of attempts and of connections.</summary>
    public List<string> Ends { get; } = [];

    public int Connects { get; private set; }

    /// <summary>Instead of keeping the message.</summary>
    public Action<ReadOnlySpan<byte>>? Message { get; set; }

    /// <summary>Connects and runs until it stands.</summary>
    public static Client Connected(LoopBackend backend, string url, WebSocketConnectionOptions? options = null, Func<WebSocketEndpoint, WebSocketEndpoint>? change = null)
    {
        Client client = new(backend, url, options, change);
        try
        {
            client.Connection.Connect();
            client.RunUntil(() => client.Connects > 0 || client.Ends.Count > 0, "connected");
            Assert.True(client.Connects > 0, string.Join(" | ", client.Ends));
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Connects, which must fail, and gives the reason.</summary>
    public static string Refused(LoopBackend backend, string url, WebSocketConnectionOptions? options = null)
    {
        using Client client = new(backend, url, options);
        client.Connection.Connect();
        client.RunUntil(() => client.Connects > 0 || client.Ends.Count > 0, "refused");
        Assert.Equal(0, client.Connects);
        Assert.DoesNotContain('\n', client.Ends[0]);
        return client.Ends[0];
    }

    /// <summary>Runs turns until something holds.</summary>
    public void RunUntil(Func<bool> condition, string what)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (!condition())
        {
            // The text only when it is needed: callers count allocations.
            if (waited.Elapsed > _patience)
                Assert.Fail($"never happened: {what}; messages {Messages.Count}, ends: {string.Join(" | ", Ends)}");
            _loop.RunOnce(10_000_000);
        }
        Assert.Empty(_errors);
    }

    /// <summary>Sends, waiting for room where the queue is full.</summary>
    public void Send(ReadOnlySpan<byte> payload, bool isText)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (true)
        {
            SendResult result = isText ? Connection.SendText(payload) : Connection.SendBinary(payload);
            if (result == SendResult.Accepted)
                return;
            Assert.Equal(SendResult.BackPressured, result);
            Assert.True(waited.Elapsed < _patience, "the queue never had room");
            _loop.RunOnce(10_000_000);
        }
    }

    /// <summary>The first message that was not read yet, as text.</summary>
    public string ReadText()
    {
        RunUntil(() => Messages.Count > _read || Ends.Count > 0, "a message");
        Assert.True(Messages.Count > _read, string.Join(" | ", Ends));
        (bool isText, byte[] payload) = Messages[_read++];
        Assert.True(isText);
        return Encoding.UTF8.GetString(payload);
    }

    /// <summary>Closes and runs until it is over.</summary>
    public string Close(ushort code = 1000, string reason = "")
    {
        int before = Ends.Count;
        Connection.Disconnect(code, reason);
        RunUntil(() => Ends.Count > before, "closed");
        return Ends[before];
    }

    public void Dispose() => _loop.Dispose();

    public void OnConnected(WebSocketConnection connection) => Connects++;

    public void OnMessage(WebSocketConnection connection, ReadOnlySpan<byte> payload, bool isText)
    {
        if (Message is null)
            Messages.Add((isText, payload.ToArray()));
        else
            Message(payload);
    }

    public void OnDisconnected(WebSocketConnection connection, bool wasConnected, string reason) => Ends.Add(reason);

    public void OnReconnecting(WebSocketConnection connection, int attempt, TimeSpan delay)
    {
    }

    public void OnFailed(WebSocketConnection connection, string reason)
    {
    }

    public void OnHandedOver(WebSocketConnection connection, long token)
    {
    }

    public void OnDiscarded(WebSocketConnection connection, long token, DiscardReason reason)
    {
    }

    private static EventLoop MakeLoop(LoopBackend backend)
    {
        try
        {
            return EventLoops.Create(new EventLoopOptions { Backend = backend });
        }
        catch (Exception error) when (error is LoopIOException or PlatformNotSupportedException)
        {
            // The kernel of a container may offer no io_uring: not a matter of what is installed.
            Assert.Skip(error.Message);
            throw;
        }
    }
}
