using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LiveTrading.Interop.Tests.Harness;
using LiveTrading.IO;

namespace LiveTrading.Interop.Tests.Tls;

/// <summary>What a server sees of us before anything is agreed on (RFC 8446 §4.1.2).</summary>
public sealed class ClientHelloTests
{
    private const int ServerName = 0;
    private const int ApplicationProtocols = 16;
    private const int SupportedVersions = 43;

    [Theory]
    [InlineData(LoopBackend.Auto)]
    [InlineData(LoopBackend.Sockets)]
    public void Name_is_sent_and_no_application_protocol_offered(LoopBackend backend)
    {
        for (int dial = 0; dial < 2; dial++)
        {
            Dictionary<int, byte[]> extensions = Extensions(Capture(backend, "localhost"));

            // A list of one host name: length, type 0, length, name (RFC 6066 §3).
            Assert.Equal("localhost", Encoding.ASCII.GetString(extensions[ServerName].AsSpan(5)));
            Assert.DoesNotContain(ApplicationProtocols, extensions.Keys);
            Assert.Equal([0x03, 0x03, 0x03, 0x04], Pairs(extensions[SupportedVersions].AsSpan(1)).Order().SelectMany(static v => new[] { (byte)(v >> 8), (byte)v }));
        }
    }

    [Fact]
    public void Address_is_not_sent_as_a_name() =>
        Assert.DoesNotContain(ServerName, Extensions(Capture(LoopBackend.Auto, "127.0.0.1")).Keys);

    private static byte[] Capture(LoopBackend backend, string host)
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        string url = string.Create(CultureInfo.InvariantCulture, $"wss://{host}:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        Task<byte[]> hello = Task.Run(() => ReadRecord(listener));
        string reason = Client.Refused(backend, url);

        Assert.StartsWith("connecting failed: The TLS handshake with ", reason, StringComparison.Ordinal);
        return hello.GetAwaiter().GetResult();
    }

    private static byte[] ReadRecord(TcpListener listener)
    {
        using TcpClient accepted = listener.AcceptTcpClient();
        NetworkStream stream = accepted.GetStream();
        stream.ReadTimeout = 60_000;
        byte[] header = new byte[5];
        stream.ReadExactly(header);
        byte[] record = new byte[BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(3))];
        stream.ReadExactly(record);
        return record;
    }

    private static Dictionary<int, byte[]> Extensions(byte[] hello)
    {
        // Type, length, version, random; then session id, ciphers and compressions, each with its length before it.
        int at = 1 + 3 + 2 + 32;
        at += 1 + hello[at];
        at += 2 + BinaryPrimitives.ReadUInt16BigEndian(hello.AsSpan(at));
        at += 1 + hello[at];
        at += 2;
        Dictionary<int, byte[]> extensions = [];
        while (at < hello.Length)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(hello.AsSpan(at + 2));
            extensions.Add(BinaryPrimitives.ReadUInt16BigEndian(hello.AsSpan(at)), hello.AsSpan(at + 4, length).ToArray());
            at += 4 + length;
        }

        return extensions;
    }

    private static List<ushort> Pairs(ReadOnlySpan<byte> bytes)
    {
        List<ushort> pairs = [];
        for (int i = 0; i < bytes.Length; i += 2)
            pairs.Add(BinaryPrimitives.ReadUInt16BigEndian(bytes[i..]));
        return pairs;
    }
}
