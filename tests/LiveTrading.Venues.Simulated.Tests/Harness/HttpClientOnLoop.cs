using System.Text;
using LiveTrading.IO;

namespace LiveTrading.Venues.Simulated.Tests.Harness;

/// <summary>One HTTP request on a connection of its own, on the loop.</summary>
internal sealed class HttpClientOnLoop : IStreamHandler
{
    private readonly string _request;
    private readonly StringBuilder _received = new();

    public HttpClientOnLoop(EventLoop loop, int port, string method, string target, string key, string body)
    {
        _request = $"{method} {target} HTTP/1.1\r\nHost: venue\r\nConnection: close\r\n{(key.Length > 0 ? $"X-MBX-APIKEY: {key}\r\n" : "")}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";
        loop.Connect(new ConnectOptions { Host = "127.0.0.1", Port = port }, this);
    }

    public bool IsDone { get; private set; }

    public int Status { get; private set; }

    public string Head { get; private set; } = "";

    public string Body { get; private set; } = "";

    public void OnConnected(LoopStream stream)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(_request);
        Assert.Equal(bytes.Length, stream.Offer(bytes));
    }

    public int OnReceived(LoopStream stream, Span<byte> data)
    {
        _received.Append(Encoding.UTF8.GetString(data));
        return data.Length;
    }

    public void OnSendReady(LoopStream stream)
    {
    }

    public void OnReceiveEnded(LoopStream stream) => stream.Close();

    public void OnClosed(LoopStream stream, in StreamCloseInfo info)
    {
        IsDone = true;
        string all = _received.ToString();
        int end = all.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
            return;
        Head = all[..end];
        Body = all[(end + 4)..];
        Status = int.Parse(Head.AsSpan(9, 3));
    }
}
