using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LiveTrading.Benchmarks.Recordings;

namespace LiveTrading.Benchmarks.Paths;

/// <summary>
/// A venue that only sends, as fast as the socket takes it, so that the receiver is what is measured. In a process of its
/// own: its work must not count as the receiver's.
/// </summary>
internal sealed class FeedServer : IDisposable
{
    /// <summary>Where the engine gets its streams.</summary>
    public const string StreamPath = "/stream";

    private readonly FeedScript[] _scripts;
    private readonly string[] _symbols;
    private readonly ConcurrentDictionary<string, FeedConnection> _connections = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _passes = new(StringComparer.Ordinal);
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    /// <param name="passesPerBlast">How often the recording is sent at one go.</param>
    /// <param name="symbols">The instruments it is sent as, one pass each in turn.</param>
    public FeedServer(int passesPerBlast, string[] symbols)
    {
        _symbols = symbols;
        RecordedSession session = RecordedSession.Bundled;
        Snapshot = Encoding.UTF8.GetString(session.Snapshot);
        _scripts = [.. Enumerable.Range(0, passesPerBlast).Select(_ => new FeedScript(session))];
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    /// <summary>The recorded snapshot.</summary>
    public string Snapshot { get; }

    /// <summary>What exchangeInfo says of the instruments.</summary>
    public string SymbolInfo => string.Join(',', _symbols.Select(static s =>
        $$"""{"symbol":"{{s}}","status":"TRADING","baseAsset":"{{s[..3]}}","quoteAsset":"USDT","orderTypes":["LIMIT","MARKET"],"isSpotTradingAllowed":true,"filters":[]}"""));

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Serves until the commands end: each line is the path of the connection to blast at.</summary>
    public void Run(TextReader commands, TextWriter answers)
    {
        new Thread(Accept) { IsBackground = true, Name = "accept" }.Start();
        answers.WriteLine(Port);
        answers.Flush();
        while (commands.ReadLine() is { } path)
        {
            FeedConnection connection = _connections[path];
            int pass = _passes.GetValueOrDefault(path);
            foreach (FeedScript script in _scripts)
            {
                script.Rename(_symbols[pass % _symbols.Length]);
                script.Render(pass++ / _symbols.Length);
            }

            _passes[path] = pass;
            answers.WriteLine("go");
            answers.Flush();
            try
            {
                foreach (FeedScript script in _scripts)
                    connection.Send(script.Frames.Span);
            }
            catch (SocketException)
            {
                // The client had enough and went: whoever counts on all of it notices.
            }
        }
    }

    public void OnUpgraded(FeedConnection connection) => _connections[connection.Path] = connection;

    public void Dispose() => _listener.Dispose();

    private void Accept()
    {
        try
        {
            while (true)
            {
                Socket socket = _listener.Accept();
                socket.NoDelay = true;
                new Thread(new FeedConnection(socket, this).Serve) { IsBackground = true, Name = "connection" }.Start();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed: nobody connects any more.
        }
    }
}
