using System.Net.WebSockets;
using LiveTrading.Benchmarks.Harness;

namespace LiveTrading.Benchmarks.Paths;

/// <summary><see cref="ClientWebSocket"/> in front of a <see cref="PlainPipeline"/>.</summary>
internal sealed class PlainClient(PlainPipeline pipeline) : IDisposable
{
    public const string Path = "/plain";

    private readonly ClientWebSocket _socket = new();
    private byte[] _buffer = new byte[64 * 1024];

    public void Connect(int port) => _socket.ConnectAsync(new Uri($"ws://127.0.0.1:{port}{Path}"), CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Receives until the pipeline has had so many messages.</summary>
    public async Task RunUntilMessages(long messages)
    {
        while (pipeline.Messages < messages)
        {
            int length = 0;
            ValueWebSocketReceiveResult result;
            do
            {
                if (length == _buffer.Length)
                    Array.Resize(ref _buffer, _buffer.Length * 2);
                result = await _socket.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None).ConfigureAwait(false);
                BenchmarkException.Require(result.MessageType == WebSocketMessageType.Text, "path: the plain client's connection was closed.");
                length += result.Count;
            }
            while (!result.EndOfMessage);
            pipeline.Take(_buffer.AsSpan(0, length));
        }
    }

    public void Dispose() => _socket.Dispose();
}
