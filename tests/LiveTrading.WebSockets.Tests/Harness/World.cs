using System.Text;
using LiveTrading.IO;
using LiveTrading.IO.Simulated;
using LiveTrading.WebSockets.Server;

namespace LiveTrading.WebSockets.Tests.Harness;

/// <summary>A client, our server and the network between them in virtual time.</summary>
internal sealed class World : IDisposable
{
    public const long Second = 1_000_000_000;
    public const long Millisecond = 1_000_000;

    public World(WebSocketConnectionOptions? options = null, WebServerOptions? serverOptions = null, ulong seed = 1, WebSocketEndpoint? endpoint = null)
    {
        Loop = new SimulatedEventLoop(seed) { UnhandledError = Errors.Add };
        Options = options ?? new WebSocketConnectionOptions();
        ServerOptions = serverOptions ?? new WebServerOptions();
        Connection = new WebSocketConnection(Loop, endpoint ?? WebSocketEndpoint.Parse("ws://venue.test:8080/ws?key=secret"), Options, Client, seed);
    }

    public SimulatedEventLoop Loop { get; }

    public List<Exception> Errors { get; } = [];

    public WebSocketConnectionOptions Options { get; }

    public WebServerOptions ServerOptions { get; }

    public RecordingHandler Client { get; } = new();

    public RecordingServer Server { get; } = new();

    public WebSocketConnection Connection { get; }

    public WebServer? Web { get; private set; }

    /// <summary>The newest transport between the two.</summary>
    public SimulatedConnection Transport => Loop.Network.Connections[^1];

    public World StartServer()
    {
        Web = new WebServer(Loop, new ListenOptions { Port = 8080 }, ServerOptions, Server);
        return this;
    }

    public World Connect()
    {
        StartServer();
        Connection.Connect();
        Run(() => Client.Events.Contains("connected") && Server.Sockets.Count > 0);
        return this;
    }

    /// <summary>Runs until the condition holds, or fails the test.</summary>
    public void Run(Func<bool> until, long maxNanos = 600 * Second) =>
        Assert.True(Loop.RunUntil(until, maxNanos), $"not reached; client: {string.Join(" | ", Client.Events)}; server: {string.Join(" | ", Server.Events)}; errors: {string.Join(" | ", Errors)}");

    public void RunFor(long nanos) => Loop.RunFor(nanos);

    public SendResult Send(string text, long token = 0, long deadlineNanos = 0) => Connection.SendText(Encoding.UTF8.GetBytes(text), token, deadlineNanos);

    public void Dispose() => Loop.Dispose();
}
