using System.Text;
using LiveTrading.IO;
using LiveTrading.IO.Simulated;
using LiveTrading.WebSockets.Http;
using LiveTrading.WebSockets.Server;

namespace LiveTrading.WebSockets.Conformance.Fuzzing;

/// <summary>
/// Both halves whole, in virtual time: mutated answers and frames to a client, mutated requests and frames to a server. No
/// callback may throw, an upgrade stands only when the handshake is right, and every connection ends in bounded time.
/// </summary>
internal sealed class HandshakeTarget : IFuzzTarget
{
    private const long Second = 1_000_000_000;

    private static readonly string[] _answers =
    [
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {0}\r\n\r\n",
        "HTTP/1.1 101 X\r\nupgrade: WebSocket\r\nconnection: keep-alive, upgrade\r\nsec-websocket-accept: {0}\r\nSec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10\r\n\r\n",
        "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n",
    ];

    private static readonly string[] _requests =
    [
        "GET /a HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
        "GET /a?b=c HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits, permessage-deflate; server_max_window_bits=9\r\n\r\n",
        "POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc",
    ];

    public string Name => "connections";

    public void Run(Random random)
    {
        var errors = new List<Exception>();
        using var loop = new SimulatedEventLoop((ulong)random.NextInt64()) { UnhandledError = errors.Add };
        loop.Network.Link = new SimulatedLink { MaxReadBytes = random.Next(3) == 0 ? 1 + random.Next(9) : 0 };
        if (random.Next(2) == 0)
            Client(loop, random);
        else
            Server(loop, random);
        if (errors.Count > 0)
            throw new FuzzFailedException($"a callback threw: {errors[0]}");
    }

    private static void Client(SimulatedEventLoop loop, Random random)
    {
        byte[] frames = Mutation.Of([0x81, 2, (byte)'h', (byte)'i', 0x89, 0, 0xC1, 7, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x88, 2, 3, 232], random);
        string sent = "";
        loop.Listen(new ListenOptions { Port = 80 }, new Peer(request =>
        {
            int at = request.IndexOf("Sec-WebSocket-Key: ", StringComparison.Ordinal) + 19;
            string proof = WebSocketAccept.For(request[at..request.IndexOf("\r\n", at, StringComparison.Ordinal)]);
            byte[] head = Encoding.Latin1.GetBytes(string.Format(System.Globalization.CultureInfo.InvariantCulture, _answers[random.Next(_answers.Length)], proof));
            head = Mutation.Of(head, random);
            sent = Encoding.Latin1.GetString(head) + "|" + proof;
            return [.. head, .. frames];
        }));
        var handler = new Driver.EchoConnection(echoes: true);
        var connection = new WebSocketConnection(
            loop, WebSocketEndpoint.Parse("ws://host:80/"), new() { AutoReconnect = false, Compression = new() { MinMessageBytes = 0 }, MaxMessageBytes = 5000 }, handler, 1);
        connection.Connect();
        if (!loop.RunUntil(() => handler.IsOver, 200 * Second))
            throw new FuzzFailedException($"the client hangs after {sent}");
        // What a right handshake cannot do without, looked for in the plainest way.
        string[] parts = sent.Split('|');
        if (handler.WasConnected && (!sent.StartsWith("HTTP/1.", StringComparison.Ordinal) || !sent[9..].StartsWith("101", StringComparison.Ordinal) || !sent[..sent.LastIndexOf('|')].Contains(parts[^1], StringComparison.Ordinal)))
            throw new FuzzFailedException($"the client accepted {sent}");
    }

    private static void Server(SimulatedEventLoop loop, Random random)
    {
        using var server = new WebServer(
            loop, new ListenOptions { Port = 80 }, new() { Compression = new() { MinMessageBytes = 0 }, MaxMessageBytes = 5000, MaxBodyBytes = 1000, MaxHeadBytes = 2000 }, new Site());
        string request = _requests[random.Next(_requests.Length)];
        byte[] bytes = Mutation.Of(Encoding.Latin1.GetBytes(request), random);
        var peer = new Peer(null) { First = bytes, Then = Mutation.Of([0x81, 0x82, 1, 2, 3, 4, 0x69, 0x6B, 0xC1, 0x81, 0, 0, 0, 0, 0, 0x88, 0x80, 0, 0, 0, 0], random) };
        loop.Connect(new ConnectOptions { Host = "host", Port = 80 }, peer);
        if (!loop.RunUntil(() => peer.IsOver, 400 * Second))
            throw new FuzzFailedException($"the server hangs after {Convert.ToHexString(bytes)}");
        string answer = Encoding.Latin1.GetString([.. peer.Received]);
        if (answer.Length > 0 && !answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal))
            throw new FuzzFailedException($"the server answered {answer}");
        string asked = Encoding.Latin1.GetString(bytes);
        if (answer.StartsWith("HTTP/1.1 101", StringComparison.Ordinal)
            && !(asked.Contains("websocket", StringComparison.OrdinalIgnoreCase) && asked.Contains("13", StringComparison.Ordinal) && asked.Contains("==", StringComparison.Ordinal) && asked.StartsWith("GET ", StringComparison.Ordinal)))
            throw new FuzzFailedException($"the server upgraded {asked}");
    }

    /// <summary>Speaks bytes: as a server it answers the first whole head, as a client it sends first and, after a while, then.</summary>
    private sealed class Peer(Func<string, byte[]>? answer) : IStreamHandler, IStreamAcceptor
    {
        private readonly StringBuilder _head = new();
        private bool _answered;

        public byte[] First { get; init; } = [];

        public byte[] Then { get; init; } = [];

        public List<byte> Received { get; } = [];

        public bool IsOver { get; private set; }

        public IStreamHandler? OnAccepted(LoopStream stream) => this;

        public void OnConnected(LoopStream stream) => stream.Offer(First);

        public int OnReceived(LoopStream stream, Span<byte> data)
        {
            Received.AddRange(data);
            _head.Append(Encoding.Latin1.GetString(data));
            if (!_answered && _head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                _answered = true;
                if (answer is null)
                    stream.Offer(Then);
                else
                    stream.Offer(answer(_head.ToString()));
                stream.ShutdownSend();
            }
            return data.Length;
        }

        public void OnSendReady(LoopStream stream)
        {
        }

        public void OnReceiveEnded(LoopStream stream)
        {
            IsOver = true;
            stream.Close();
        }

        public void OnClosed(LoopStream stream, in StreamCloseInfo info) => IsOver = true;
    }

    private sealed class Site : IWebServerHandler, IServerWebSocketHandler
    {
        public void OnRequest(in HttpRequest request, HttpExchange exchange) => exchange.Respond(200, "text/plain", request.Body);

        public IServerWebSocketHandler? OnUpgrade(in HttpRequest request, HttpExchange exchange) => this;

        public void OnMessage(ServerWebSocket socket, ReadOnlySpan<byte> payload, bool isText)
        {
            if (isText)
                socket.SendText(payload);
            else
                socket.SendBinary(payload);
        }

        public void OnOpened(ServerWebSocket socket)
        {
        }

        public void OnPong(ServerWebSocket socket, ReadOnlySpan<byte> payload)
        {
        }

        public void OnDrained(ServerWebSocket socket)
        {
        }

        public void OnClosed(ServerWebSocket socket, ushort code, string reason)
        {
        }
    }
}
