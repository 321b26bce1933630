using System.Net.WebSockets;
using System.Text;
using Websocket.Client;

namespace LiveTrading.WireBench.Clients;

/// <summary>The package Websocket.Client, which wraps .NET's client in observables.</summary>
internal sealed class ReactiveClient() : PoolClient(Name)
{
    public const string Name = "Websocket.Client";

    protected override async Task ServeAsync(RunRequest request, PoolRun run, byte[]? reply, CancellationToken stop)
    {
        using WebsocketClient client = new(new Uri(request.Url), () => Make(request)) { IsReconnectionEnabled = false, ReconnectTimeout = null };
        string? answer = reply is null ? null : Encoding.ASCII.GetString(reply);
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        byte[] bytes = new byte[64];
        using IDisposable messages = client.MessageReceived.Subscribe(message =>
        {
            string text = message.Text ?? "";
            if (bytes.Length < text.Length)
                bytes = new byte[text.Length];

            // The run counts bytes and looks at the first of them; this client hands over strings.
            int length = Encoding.ASCII.GetBytes(text, bytes);
            if (run.OnMessage(bytes.AsSpan(0, length)) && answer is not null)
                client.Send(answer);
        });
        using IDisposable ends = client.DisconnectionHappened.Subscribe(info =>
        {
            if (info.Exception is not null && info.Type == DisconnectionType.Error)
                ended.TrySetException(info.Exception);
            else
                ended.TrySetResult();
        });
        await client.StartOrFail().ConfigureAwait(false);
        await ended.Task.WaitAsync(stop).ConfigureAwait(false);
    }

    private static ClientWebSocket Make(RunRequest request)
    {
        ClientWebSocket socket = new();
        if (request.CaFile is { } file)
            socket.Options.RemoteCertificateValidationCallback = new ExtraRoots(file).Validate;
        return socket;
    }
}
