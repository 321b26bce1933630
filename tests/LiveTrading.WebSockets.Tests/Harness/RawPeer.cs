using System.Text;
using LiveTrading.IO;

namespace LiveTrading.WebSockets.Tests.Harness;

/// <summary>One side of a transport that speaks bytes, as client or as accepted server; sends what a test tells it.</summary>
internal sealed class RawPeer : IStreamHandler
{
    private readonly List<byte> _unsent = [];

    public LoopStream? Stream { get; set; }

    public List<byte> Received { get; } = [];

    public string Text => Encoding.Latin1.GetString([.. Received]);

    public bool ReceiveEnded { get; private set; }

    public StreamCloseInfo? Closed { get; private set; }

    public Action<RawPeer>? Connected { get; set; }

    public Action<RawPeer>? Data { get; set; }

    /// <summary>Whether the other side's end is answered with ours.</summary>
    public bool ClosesToo { get; set; } = true;

    /// <summary>The key of an upgrade request received.</summary>
    public string Key
    {
        get
        {
            string text = Text;
            int at = text.IndexOf("Sec-WebSocket-Key: ", StringComparison.Ordinal) + 19;
            return text[at..text.IndexOf("\r\n", at, StringComparison.Ordinal)];
        }
    }

    public bool HasHead => Text.Contains("\r\n\r\n", StringComparison.Ordinal);

    public void Send(string latin1) => Send(Encoding.Latin1.GetBytes(latin1));

    public void Send(ReadOnlySpan<byte> bytes)
    {
        _unsent.AddRange(bytes);
        Push();
    }

    public void OnConnected(LoopStream stream)
    {
        Stream = stream;
        Connected?.Invoke(this);
    }

    public int OnReceived(LoopStream stream, Span<byte> data)
    {
        Received.AddRange(data);
        Data?.Invoke(this);
        return data.Length;
    }

    public void OnSendReady(LoopStream stream) => Push();

    public void OnReceiveEnded(LoopStream stream)
    {
        ReceiveEnded = true;
        if (ClosesToo)
            stream.Close();
    }

    public void OnClosed(LoopStream stream, in StreamCloseInfo info) => Closed = info;

    private void Push()
    {
        int taken = Stream!.Offer(_unsent.ToArray());
        _unsent.RemoveRange(0, taken);
    }
}
