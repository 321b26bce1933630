using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using LiveTrading.WebSockets.Compression;
using LiveTrading.WebSockets.Conformance.Cases;
using LiveTrading.WebSockets.Conformance.Reference;

namespace LiveTrading.WebSockets.Conformance.Server;

/// <summary>
/// Plays cases against whatever client connects, by the addresses that the Autobahn testsuite made usual: <c>/getCaseCount</c>,
/// <c>/runCase?case=N&amp;agent=A</c>, <c>/getCaseStatus?case=N&amp;agent=A</c>, <c>/updateReports?agent=A</c>. On plain
/// blocking sockets and frames of its own, so that it shares no mistake with the product. One client at a time.
/// </summary>
internal sealed class FuzzingServer : IDisposable
{
    /// <summary>Longest wait for a client's next byte.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly IReadOnlyList<ConformanceCase> _cases;
    private readonly Socket _listener;
    private readonly Thread _thread;
    private readonly ConcurrentDictionary<int, CaseResult> _results = new();

    /// <summary>Listens at once.</summary>
    /// <param name="cases">To play, from 1.</param>
    /// <param name="port">0: any.</param>
    public FuzzingServer(IReadOnlyList<ConformanceCase> cases, int port = 0)
    {
        _cases = cases;
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        _listener.Listen();
        _thread = new Thread(Serve) { IsBackground = true, Name = "fuzzing server" };
        _thread.Start();
    }

    /// <summary>In use.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>What was played so far, in the order of cases.</summary>
    public IReadOnlyList<CaseResult> Results => [.. _results.OrderBy(r => r.Key).Select(r => r.Value)];

    /// <summary>Called with the client's name when it asks for the reports.</summary>
    public Action<string, IReadOnlyList<CaseResult>>? Reported { get; set; }

    /// <summary>Stops listening; the thread ends with the client it serves.</summary>
    public void Dispose()
    {
        _listener.Dispose();
        _thread.Join(Patience);
    }

    private void Serve()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = _listener.Accept();
            }
            catch (SocketException)
            {
                return;
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            socket.NoDelay = true;
            socket.ReceiveTimeout = (int)Patience.TotalMilliseconds;
            socket.SendTimeout = (int)Patience.TotalMilliseconds;
            try
            {
                Serve(socket);
            }
            catch (Exception error) when (error is SocketException or CaseFailedException or FormatException)
            {
                // Not a case: a client that cannot even ask.
                socket.Dispose();
            }
        }
    }

    private void Serve(Socket socket)
    {
        (string path, Dictionary<string, string> query, string key, string offer) = ReadRequest(socket);
        int number = query.TryGetValue("case", out string? text) && int.TryParse(text, out int n) && n >= 1 && n <= _cases.Count ? n : 0;
        if (path == "/runCase" && number > 0)
        {
            _results[number] = Play(socket, _cases[number - 1], key, offer);
            return;
        }
        string answer = path switch
        {
            "/getCaseCount" => _cases.Count.ToString(System.Globalization.CultureInfo.InvariantCulture),
            "/getCaseStatus" => $"{{\"behavior\": \"{(_results.TryGetValue(number, out CaseResult? result) ? result.Verdict.ToString().ToUpperInvariant() : "NONE")}\"}}",
            _ => "",
        };
        using var peer = new CasePeer(socket, null, 1 << 20);
        peer.Send(Accept(key, null));
        if (answer.Length > 0)
            peer.Send(Wire.Frame(0x81, Encoding.UTF8.GetBytes(answer)));
        if (path == "/updateReports")
            Reported?.Invoke(query.GetValueOrDefault("agent", ""), Results);
        peer.CloseInOrder();
        peer.EndTransport();
    }

    private static CaseResult Play(Socket socket, ConformanceCase what, string key, string offer)
    {
        bool unimplemented = what.Extensions is not null && !offer.Contains("permessage-deflate", StringComparison.Ordinal);
        DeflateAgreement? agreement = unimplemented || what.Extensions is null ? null : what.Agreement;
        using var peer = new CasePeer(socket, agreement, what.MaxMessageBytes);
        try
        {
            peer.Send(Accept(key, unimplemented ? null : what.Extensions));
            if (unimplemented)
                peer.CloseInOrder();
            else
                what.Play(peer);
            if (!what.IsRefusal || unimplemented)
                peer.EndTransport();
            return new CaseResult(what.Id, what.What, unimplemented ? CaseVerdict.Unimplemented : CaseVerdict.Ok, "");
        }
        catch (Exception error) when (error is CaseFailedException or SocketException)
        {
            return new CaseResult(what.Id, what.What, CaseVerdict.Failed, error.Message);
        }
    }

    private static byte[] Accept(string key, string? extensions)
    {
#pragma warning disable CA5350 // RFC 6455 prescribes SHA-1.
        string proof = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        string chosen = extensions is null ? "" : $"Sec-WebSocket-Extensions: {extensions}\r\n";
        return Encoding.ASCII.GetBytes($"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {proof}\r\n{chosen}\r\n");
    }

    private static (string Path, Dictionary<string, string> Query, string Key, string Offer) ReadRequest(Socket socket)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            // Byte by byte: nothing may be taken that follows the head.
            if (head.Length > 16 * 1024 || socket.Receive(one) == 0)
                throw new FormatException("no request");
            head.Append((char)one[0]);
        }
        string[] lines = head.ToString().Split("\r\n");
        string[] start = lines[0].Split(' ');
        string Header(string name) => string.Join(", ", lines.Where(l => l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(l => l[(name.Length + 1)..].Trim()));
        if (start.Length != 3 || start[0] != "GET" || Header("Sec-WebSocket-Key").Length != 24 || Header("Sec-WebSocket-Version") != "13")
            throw new FormatException("not an upgrade");
        string[] target = start[1].Split('?', 2);
        var query = new Dictionary<string, string>();
        foreach (string pair in target.Length > 1 ? target[1].Split('&') : [])
        {
            string[] parts = pair.Split('=', 2);
            query[parts[0]] = parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "";
        }
        return (target[0], query, Header("Sec-WebSocket-Key"), Header("Sec-WebSocket-Extensions"));
    }
}
