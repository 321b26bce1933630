using System.IO.Compression;
using LiveTrading.WebSockets.Conformance.Server;
using static LiveTrading.WebSockets.Conformance.Reference.Wire;

namespace LiveTrading.WebSockets.Conformance.Cases;

/// <summary>Wrong answers to the offer, wrong frames, wrong data, bombs (RFC 7692 §5, §6, §7).</summary>
internal static class DeflateFaultCases
{
    private static readonly string[] _wrongAnswers =
    [
        "x-unknown", "permessage-deflate, permessage-deflate", "permessage-deflate, x-unknown", "permessage-deflate; unknown", "permessage-deflate; unknown=1",
        "permessage-deflate; server_no_context_takeover; server_no_context_takeover", "permessage-deflate; client_no_context_takeover; client_no_context_takeover",
        "permessage-deflate; server_no_context_takeover=1", "permessage-deflate; client_no_context_takeover=true", "permessage-deflate; server_max_window_bits",
        "permessage-deflate; client_max_window_bits", "permessage-deflate; server_max_window_bits=7", "permessage-deflate; server_max_window_bits=16",
        "permessage-deflate; client_max_window_bits=0", "permessage-deflate; client_max_window_bits=16", "permessage-deflate; server_max_window_bits=010",
        "permessage-deflate; server_max_window_bits=9; server_max_window_bits=9", "permessage-deflate; server_max_window_bits=-8", "permessage-deflate; server_max_window_bits=1e1",
        "permessage-deflate;", "permessage-deflate; =", "permessage-deflate server_no_context_takeover",
    ];

    public static IEnumerable<ConformanceCase> Make()
    {
        int number = 0;
        foreach (string answer in _wrongAnswers)
            yield return new($"deflate-faults.{++number}", $"the answer '{answer}'", peer => peer.ExpectEnd()) { Extensions = answer, IsRefusal = true };

        byte[] hello = [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00];
        for (int bits = 1; bits <= 7; bits++)
        {
            foreach (int opcode in new[] { Text, Binary, Close, Ping, Pong, 0 })
            {
                if (bits == 4 && opcode is Text or Binary)
                    continue;
                yield return Wrong($"deflate-faults.{++number}", $"reserved bits {bits} on opcode {opcode}", 1002, Frame(0x80 | (bits << 4) | opcode, opcode is Text or Binary ? hello : []));
            }
        }
        yield return Wrong($"deflate-faults.{++number}", "the compression bit on the second fragment", 1002, Join(Frame(0x41, hello.AsSpan(..3)), Frame(0xC0, hello.AsSpan(3..))));
        yield return Wrong($"deflate-faults.{++number}", "the compression bit on the second fragment of a plain message", 1002, Join(Frame(0x01, "a"u8), Frame(0xC0, hello)));

        (string What, string Hex)[] data =
        [
            ("the fourth block type", "07"), ("a wrong complement of a stored length", "000100FFFF61"), ("a reference before the beginning", "630200"),
            ("an end within a block", "F248CD"), ("an end within a stored block", "000500FAFF4865"), ("too many distance codes", "EDFD"), ("too many literal codes", "FD0F00"),
            ("an over-full code of code lengths", "0480FFFFFFFFFFFFFF"),
        ];
        foreach ((string what, string hex) in data)
        {
            byte[] payload = Convert.FromHexString(hex);
            yield return Wrong($"deflate-faults.{++number}", what, 1007, Frame(0xC2, payload));
            yield return Wrong($"deflate-faults.{++number}", $"{what}, in fragments of a byte", 1007, Fragments(Binary, payload, 1, compressed: true));
        }
        foreach (string hex in new[] { "FF", "C080", "EDA080", "F4908080", "41E28241" })
        {
            byte[] text = Convert.FromHexString(hex);
            yield return Wrong($"deflate-faults.{++number}", $"the wrong text {hex}, stored", 1007, Frame(0xC1, Stored(text)));
            yield return Wrong($"deflate-faults.{++number}", $"the wrong text {hex}, its frame never whole", 1007, Frame(0xC1, Stored(text).AsSpan(..^1), announced: 100_000));
        }
        yield return Wrong($"deflate-faults.{++number}", "text that ends within a character", 1007, Frame(0xC1, Stored([0xC3])));
        byte[] bomb = Bomb(200 << 20);
        yield return Wrong($"deflate-faults.{++number}", "a bomb of 200 MiB", 1009, Frame(0xC2, bomb));
        yield return Wrong($"deflate-faults.{++number}", "a bomb of 200 MiB, its frame never whole", 1009, Frame(0xC2, bomb.AsSpan(..^1), announced: bomb.Length + 5L));
    }

    private static ConformanceCase Wrong(string id, string what, int code, byte[] bytes) => new(id, what, peer =>
    {
        peer.Send(bytes);
        peer.ExpectClose(code);
    })
    { Extensions = "permessage-deflate" };

    private static byte[] Stored(byte[] content) => [0x00, (byte)content.Length, 0x00, (byte)~content.Length, 0xFF, .. content, 0x00];

    private static byte[] Bomb(int length)
    {
        using var bytes = new MemoryStream();
        using (var deflate = new DeflateStream(bytes, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var zeros = new byte[1 << 20];
            for (int i = 0; i < length >> 20; i++)
                deflate.Write(zeros);
            deflate.Flush();
            return bytes.ToArray()[..^4];
        }
    }
}
