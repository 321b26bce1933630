namespace LiveTrading.IO.Tests;

/// <summary>Notes what a stream's handler is told; what it does with bytes can be set.</summary>
internal sealed class RecordingHandler : IStreamHandler
{
    internal List<string> Events { get; } = [];

    internal MemoryStream Received { get; } = new();

    internal LoopStream? Stream { get; private set; }

    internal StreamCloseInfo? CloseInfo { get; private set; }

    internal int ConnectedCount { get; private set; }

    internal int SendReadyCount { get; private set; }

    internal int ReceiveEndedCount { get; private set; }

    internal int ClosedCount { get; private set; }

    internal int ReceivedCalls { get; private set; }

    internal Action<LoopStream>? WhenConnected { get; set; }

    internal ReceivedCallback? WhenReceived { get; set; }

    internal Action<LoopStream>? WhenSendReady { get; set; }

    internal Action<LoopStream>? WhenReceiveEnded { get; set; }

    internal Action<LoopStream>? WhenClosed { get; set; }

    internal bool IsClosed => ClosedCount > 0;

    internal bool IsConnected => ConnectedCount > 0;

    internal byte[] Bytes => Received.ToArray();

    public void OnConnected(LoopStream stream)
    {
        Events.Add("connected");
        Stream = stream;
        ConnectedCount++;
        WhenConnected?.Invoke(stream);
    }

    public int OnReceived(LoopStream stream, Span<byte> data)
    {
        ReceivedCalls++;
        if (WhenReceived is { } custom)
        {
            return custom(stream, data);
        }

        Received.Write(data);
        return data.Length;
    }

    public void OnSendReady(LoopStream stream)
    {
        Events.Add("send ready");
        SendReadyCount++;
        WhenSendReady?.Invoke(stream);
    }

    public void OnReceiveEnded(LoopStream stream)
    {
        Events.Add("receive ended");
        ReceiveEndedCount++;
        WhenReceiveEnded?.Invoke(stream);
    }

    public void OnClosed(LoopStream stream, in StreamCloseInfo info)
    {
        Events.Add("closed");
        ClosedCount++;
        CloseInfo = info;
        WhenClosed?.Invoke(stream);
    }
}
