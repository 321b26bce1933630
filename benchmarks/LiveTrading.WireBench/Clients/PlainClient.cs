using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;

namespace LiveTrading.WireBench.Clients;

/// <summary>.NET's own client, read in a loop.</summary>
internal sealed class PlainClient() : PoolClient(Name)
{
    public const string Name = "ClientWebSocket";

    private const int BufferBytes = 64 * 1024;

    protected override async Task ServeAsync(RunRequest request, PoolRun run, byte[]? reply, CancellationToken stop)
    {
        using ClientWebSocket socket = new();
        if (request.CaFile is { } file)
            socket.Options.RemoteCertificateValidationCallback = new ExtraRoots(file).Validate;
        await socket.ConnectAsync(new Uri(request.Url), stop).ConfigureAwait(false);
        byte[] buffer = new byte[BufferBytes];
        int have = 0;
        while (true)
        {
            if (have == buffer.Length)
                Array.Resize(ref buffer, 2 * buffer.Length);
            ValueWebSocketReceiveResult received = await socket.ReceiveAsync(buffer.AsMemory(have), stop).ConfigureAwait(false);
            if (received.MessageType == WebSocketMessageType.Close)
                return;
            have += received.Count;
            if (!received.EndOfMessage)
                continue;
            if (run.OnMessage(buffer.AsSpan(0, have)))
                await socket.SendAsync(reply.AsMemory(), WebSocketMessageType.Text, true, stop).ConfigureAwait(false);
            have = 0;
        }
    }
}
