using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LiveTrading.IO;

namespace LiveTrading.Simulation.Faults;

/// <summary>A signed request of another client of the account, over a connection of its own; its answer does not matter.</summary>
internal sealed class ForeignRequest : IStreamHandler
{
    private readonly byte[] _request;

    public ForeignRequest(EventLoop loop, int port, string method, string route, string parameters, string key, string secret)
    {
        string query = string.Create(CultureInfo.InvariantCulture, $"{parameters}&recvWindow=60000&timestamp={loop.WallNanos / 1_000_000}");
        string signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.ASCII.GetBytes(secret), Encoding.ASCII.GetBytes(query)));
        _request = Encoding.ASCII.GetBytes($"{method} /api/v3/{route}?{query}&signature={signature} HTTP/1.1\r\nHost: venue\r\nConnection: close\r\nX-MBX-APIKEY: {key}\r\nContent-Length: 0\r\n\r\n");
        loop.Connect(new ConnectOptions { Host = "foreign.client", Port = port }, this);
    }

    public void OnConnected(LoopStream stream)
    {
        // A slow link may take it in pieces; a client that gives up then is as good a stranger as any.
        if (stream.Offer(_request) < _request.Length)
            stream.Close();
    }

    public int OnReceived(LoopStream stream, Span<byte> data) => data.Length;

    public void OnSendReady(LoopStream stream)
    {
    }

    public void OnReceiveEnded(LoopStream stream) => stream.Close();

    public void OnClosed(LoopStream stream, in StreamCloseInfo info)
    {
    }
}
