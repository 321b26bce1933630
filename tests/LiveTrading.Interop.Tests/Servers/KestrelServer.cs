using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using LiveTrading.Interop.Tests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LiveTrading.Interop.Tests.Servers;

/// <summary>ASP.NET's server, in this process, on threads of its own.</summary>
public sealed class KestrelServer : ServerUnderTest
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> _closed = new();
    private readonly X509Certificate2 _certificate;
    private readonly WebApplication _application;
    private readonly int[] _ports;

    public KestrelServer()
        : this(null, null)
    {
    }

    /// <summary>With a certificate other than a good one for localhost, or with other TLS options.</summary>
    internal KestrelServer(Func<Authority, X509Certificate2>? certificate, Action<HttpsConnectionAdapterOptions>? tls)
    {
        _certificate = certificate?.Invoke(Authority) ?? Authority.Server();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Listen(IPAddress.Loopback, 0);
            Listen(options, SslProtocols.Tls12, tls);
            Listen(options, SslProtocols.Tls13, tls);
        });
        _application = builder.Build();
        _application.UseWebSockets(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        _application.Run(ServeAsync);
        _application.StartAsync().GetAwaiter().GetResult();
        _ports = [.. _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(static a => new Uri(a).Port)];
    }

    // It names neither the client's window nor client_no_context_takeover of its own accord.
    public override IReadOnlyList<DeflateServer> Deflate { get; } =
        [new("plain-answer"), new("server-alone", ServerAlone: true), new("server-window", ServerBits: 10), new("both", ServerAlone: true, ServerBits: 9)];

    // Its pings are its own affair: no application sees the pongs.
    public override bool Pings => false;

    // It writes 1005 into the frame, which RFC 6455 §7.4.1 forbids.
    public override string EndWithoutCode => "the server sent the close code 1005, which is not";

    public override string DeflateAddress(DeflateServer how, string path)
    {
        ArgumentNullException.ThrowIfNull(how);
        return $"{Address(Transport.Plain, path)}?{how.Query}";
    }

    /// <summary>What it shows, without the key.</summary>
    internal X509Certificate2 ServerCertificate() => X509CertificateLoader.LoadCertificate(_certificate.RawData);

    protected override int Port(Transport transport) => _ports[(int)transport];

    protected override void Stop()
    {
        using CancellationTokenSource soon = new(TimeSpan.FromSeconds(1));
        _application.StopAsync(soon.Token).GetAwaiter().GetResult();
        ((IDisposable)_application).Dispose();
        _certificate.Dispose();
    }

    private void Listen(KestrelServerOptions options, SslProtocols protocols, Action<HttpsConnectionAdapterOptions>? tls) =>
        options.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            // By a selector, because without one Kestrel does not look at the name that was asked for.
            https.ServerCertificateSelector = (_, _) => _certificate;
            https.SslProtocols = protocols;
            tls?.Invoke(https);
        }));

    private async Task ServeAsync(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        if (context.Request.Path == "/refuse")
        {
            context.Response.StatusCode = int.Parse(query["status"]!, CultureInfo.InvariantCulture);
            return;
        }

        WebSocketAcceptContext how = new()
        {
            DangerousEnableCompression = query.ContainsKey("deflate"),
            DisableServerContextTakeover = query.ContainsKey("snct"),
            ServerMaxWindowBits = query.TryGetValue("sbits", out var bits) ? int.Parse(bits!, CultureInfo.InvariantCulture) : 15,
            SubProtocol = context.WebSockets.WebSocketRequestedProtocols.Contains("trade.v2") ? "trade.v2" : null,
            KeepAliveInterval = context.Request.Path == "/ping" ? TimeSpan.FromMilliseconds(20) : Timeout.InfiniteTimeSpan,
            KeepAliveTimeout = context.Request.Path == "/ping" ? TimeSpan.FromSeconds(60) : Timeout.InfiniteTimeSpan,
        };
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync(how);
        string end = "";
        try
        {
            await BehaveAsync(socket, context);
        }
        catch (WebSocketException error)
        {
            end = error.Message;
        }

        if (query.TryGetValue("token", out var token) && context.Request.Path != "/tell")
            Closed(token!).TrySetResult(socket.CloseStatus is { } status ? $"{(int)status} {socket.CloseStatusDescription}" : end);
    }

    private async Task BehaveAsync(WebSocket socket, HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        CancellationToken aborted = context.RequestAborted;
        switch (context.Request.Path)
        {
            case "/echo":
                await EchoAsync(socket, 1, aborted);
                break;
            case "/fragments":
                await EchoAsync(socket, int.Parse(query["count"]!, CultureInfo.InvariantCulture), aborted);
                break;
            case "/close":
                if (query.TryGetValue("code", out var code))
                    await socket.CloseAsync((WebSocketCloseStatus)int.Parse(code!, CultureInfo.InvariantCulture), query["reason"], aborted);
                else
                    await socket.CloseAsync(WebSocketCloseStatus.Empty, null, aborted);
                break;
            case "/burst":
                for (int i = 0, count = int.Parse(query["count"]!, CultureInfo.InvariantCulture); i < count; i++)
                    await SendAsync(socket, $"message {i}", aborted);
                await EchoAsync(socket, 1, aborted);
                break;
            case "/steady":
                byte[] message = new byte[int.Parse(query["bytes"]!, CultureInfo.InvariantCulture)];
                for (int i = 0, count = int.Parse(query["count"]!, CultureInfo.InvariantCulture); i < count; i++)
                    await socket.SendAsync(message.AsMemory(), WebSocketMessageType.Binary, endOfMessage: true, aborted);
                await EchoAsync(socket, 1, aborted);
                break;
            case "/headers":
                await SendAsync(socket, Headers(context), aborted);
                await EchoAsync(socket, 1, aborted);
                break;
            case "/vanish":
                await SendAsync(socket, await ReceiveTextAsync(socket, aborted), aborted);
                await ReceiveTextAsync(socket, aborted);
                await socket.SendAsync("half a mess"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: false, aborted);
                context.Abort();
                break;
            case "/tell":
                await SendAsync(socket, await Closed(query["token"]!).Task.WaitAsync(aborted), aborted);
                await EchoAsync(socket, 1, aborted);
                break;
            default:
                await EchoAsync(socket, 1, aborted);
                break;
        }
    }

    private static string Headers(HttpContext context)
    {
        Dictionary<string, string> told = context.Request.Headers.ToDictionary(static h => h.Key.ToLowerInvariant(), static h => h.Value.ToString());
        if (context.Features.Get<ITlsHandshakeFeature>() is { } tls)
        {
            told["x-tls-protocol"] = tls.Protocol == SslProtocols.Tls13 ? "TLSv1.3" : "TLSv1.2";
            told["x-tls-name"] = tls.HostName ?? "";
            told["x-tls-client"] = context.Connection.ClientCertificate?.Subject ?? "";
        }

        return JsonSerializer.Serialize(told);
    }

    private static ValueTask SendAsync(WebSocket socket, string text, CancellationToken aborted) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text).AsMemory(), WebSocketMessageType.Text, endOfMessage: true, aborted);

    private static async Task<string> ReceiveTextAsync(WebSocket socket, CancellationToken aborted)
    {
        byte[] buffer = new byte[100];
        ValueWebSocketReceiveResult result = await socket.ReceiveAsync(buffer.AsMemory(), aborted);
        return Encoding.UTF8.GetString(buffer, 0, result.Count);
    }

    // Each message whole, then back in so many frames.
    private static async Task EchoAsync(WebSocket socket, int frames, CancellationToken aborted)
    {
        byte[] buffer = new byte[1 << 16];
        while (true)
        {
            int length = 0;
            ValueWebSocketReceiveResult result;
            do
            {
                if (length == buffer.Length)
                    Array.Resize(ref buffer, buffer.Length * 2);
                result = await socket.ReceiveAsync(buffer.AsMemory(length), aborted);
                length += result.Count;
            }
            while (!result.EndOfMessage);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseOutputAsync(socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure, socket.CloseStatusDescription, aborted);
                return;
            }

            for (int i = 0, size = length / frames; i < frames; i++)
                await socket.SendAsync(buffer.AsMemory(i * size, i == frames - 1 ? length - (i * size) : size), result.MessageType, i == frames - 1, aborted);
        }
    }

    private TaskCompletionSource<string> Closed(string token) => _closed.GetOrAdd(token, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
