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

    private readonly IReadOnlyList<(bool Upgraded, string Head, string What)> _answers = Corpus.Answers();
    private readonly IReadOnlyList<(int Status, string Request, string What)> _requests = Corpus.Requests();
    private readonly IReadOnlyList<FrameSeed> _frames = Corpus.Frames();

    public string Name => "connections";

    public void RunCorpus()
    {
        foreach (int maxReadBytes in new[] { 0, 1 })
        {
            foreach ((bool upgraded, string head, string what) in _answers)
            {
                (bool wasConnected, _, _) = InWorld(1, maxReadBytes, loop => Client(loop, proof => Encoding.Latin1.GetBytes(Filled(head, proof)), []));
                if (wasConnected != upgraded)
                    throw new FuzzFailedException($"{what}: {(wasConnected ? "accepted" : "refused")}");
            }
            foreach ((int status, string request, string what) in _requests)
            {
                string answer = InWorld(1, maxReadBytes, loop => Server(loop, Encoding.Latin1.GetBytes(request), []));
                if (!answer.StartsWith($"HTTP/1.1 {status} ", StringComparison.Ordinal))
                    throw new FuzzFailedException($"{what}: {answer[..Math.Min(answer.Length, 40)]}");
            }
        }
    }

    public void Run(Random random)
    {
        int maxReadBytes = random.Next(3) == 0 ? 1 + random.Next(9) : 0;
        ulong seed = (ulong)random.NextInt64();
        if (random.Next(2) == 0)
        {
            string answer = _answers[random.Next(_answers.Count)].Head;
            byte[] frames = _frames[random.Next(_frames.Count)].EncodeChanged(masked: false, random);
            (bool wasConnected, string sent, string proof) = InWorld(seed, maxReadBytes, loop => Client(loop, p => Mutation.Of(Encoding.Latin1.GetBytes(Filled(answer, p)), random), frames));
            // What a right handshake cannot do without, looked for in the plainest way.
            if (wasConnected && (!sent.StartsWith("HTTP/1.", StringComparison.Ordinal) || !sent[9..].StartsWith("101", StringComparison.Ordinal) || !sent.Contains(proof, StringComparison.Ordinal)))
                throw new FuzzFailedException($"the client accepted {sent}");
            return;
        }
        byte[] request = Mutation.Of(Encoding.Latin1.GetBytes(_requests[random.Next(_requests.Count)].Request), random);
        byte[] then = _frames[random.Next(_frames.Count)].EncodeChanged(masked: true, random);
        string answered = InWorld(seed, maxReadBytes, loop => Server(loop, request, then));
        if (answered.Length > 0 && !answered.StartsWith("HTTP/1.1 ", StringComparison.Ordinal))
            throw new FuzzFailedException($"the server answered {answered}");
        string asked = Encoding.Latin1.GetString(request);
        if (answered.StartsWith("HTTP/1.1 101", StringComparison.Ordinal)
            && !(asked.Contains("websocket", StringComparison.OrdinalIgnoreCase) && asked.Contains("13", StringComparison.Ordinal) && asked.Contains("==", StringComparison.Ordinal) && asked.StartsWith("GET ", StringComparison.Ordinal)))
            throw new FuzzFailedException($"the server upgraded {asked}");
    }

    private static string Filled(string head, string proof) => head.Replace("{accept}", proof, StringComparison.Ordinal);

    private static T InWorld<T>(ulong seed, int maxReadBytes, Func<SimulatedEventLoop, T> run)
    {
        var errors = new List<Exception>();
        using var loop = new SimulatedEventLoop(seed) { UnhandledError = errors.Add };
        loop.Network.Link = new SimulatedLink { MaxReadBytes = maxReadBytes };
        T result = run(loop);
        return errors.Count == 0 ? result : throw new FuzzFailedException($"a callback threw: {errors[0]}");
    }

    private static (bool WasConnected, string Sent, string Proof) Client(SimulatedEventLoop loop, Func<string, byte[]> answer, byte[] frames)
    {
        string sent = "", proof = "";
        loop.Listen(new ListenOptions { Port = 80 }, new Peer(request =>
        {
            int at = request.IndexOf("Sec-WebSocket-Key: ", StringComparison.Ordinal) + 19;
            proof = WebSocketAccept.For(request[at..request.IndexOf("\r\n", at, StringComparison.Ordinal)]);
            byte[] head = answer(proof);
            sent = Encoding.Latin1.GetString(head);
            return [.. head, .. frames];
        }));
        var handler = new Driver.EchoConnection(echoes: true);
        var connection = new WebSocketConnection(
            loop, WebSocketEndpoint.Parse("ws://host:80/"), new() { AutoReconnect = false, Compression = new() { MinMessageBytes = 0 }, MaxMessageBytes = 5000 }, handler, 1);
        connection.Connect();
        return loop.RunUntil(() => handler.IsOver, 200 * Second) ? (handler.WasConnected, sent, proof) : throw new FuzzFailedException($"the client hangs after {sent}");
    }

    private static string Server(SimulatedEventLoop loop, byte[] request, byte[] then)
    {
        using var server = new WebServer(
            loop, new ListenOptions { Port = 80 }, new() { Compression = new() { MinMessageBytes = 0 }, MaxMessageBytes = 5000, MaxBodyBytes = 1000, MaxHeadBytes = 2000 }, new Site());
        var peer = new Peer(null) { First = request, Then = then };
        loop.Connect(new ConnectOptions { Host = "host", Port = 80 }, peer);
        return loop.RunUntil(() => peer.IsOver, 400 * Second) ? Encoding.Latin1.GetString([.. peer.Received]) : throw new FuzzFailedException($"the server hangs after {Convert.ToHexString(request)}");
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
