using LiveTrading.WebSockets.Conformance.Reference;
using LiveTrading.WebSockets.Conformance.Server;
using static LiveTrading.WebSockets.Conformance.Reference.Wire;

namespace LiveTrading.WebSockets.Conformance.Cases;

/// <summary>permessage-deflate: every parameter, by kind of content, size and fragmentation (RFC 7692 §7).</summary>
internal static class DeflateCases
{
    private static readonly string[] _extras = ["", "; server_no_context_takeover", "; client_no_context_takeover", "; server_no_context_takeover; client_no_context_takeover"];

    public static IEnumerable<ConformanceCase> Make(CaseSize size)
    {
        int number = 0;
        int count = size == CaseSize.Full ? 40 : 6;
        foreach (string parameters in Parameters())
        {
            foreach (string kind in Contents.Kinds)
            {
                foreach ((int fragment, int chop) in new[] { (0, 0), (100, 0), (1, 0), (0, 13) })
                {
                    yield return Of($"deflate.{++number}", parameters, $"{kind}{Words(fragment, chop)}", peer =>
                    {
                        for (int i = 0; i < count; i++)
                        {
                            byte[] message = Contents.Make(kind, i * i * 37 % 2500, i / 2);
                            int opcode = kind is "json" or "repetitive" ? Text : Binary;
                            peer.SendCompressed(opcode, message, fragment, chop);
                            peer.Expect(opcode, message);
                        }
                    });
                }
            }
        }
        foreach (int length in size == CaseSize.Full ? new[] { 16, 64, 256, 1024, 4096, 8192, 16384, 32768, 65536, 131072 } : [16, 1024, 32768, 131072])
        {
            foreach (string kind in Contents.Kinds)
            {
                foreach (string parameters in new[] { "", "; server_max_window_bits=9; client_max_window_bits=9", "; server_no_context_takeover; client_no_context_takeover" })
                {
                    yield return Of($"deflate.{++number}", parameters, $"messages of {length} bytes, {kind}", peer =>
                    {
                        for (int i = 0; i < Math.Clamp(1_000_000 / length, 2, count); i++)
                        {
                            byte[] message = Contents.Make(kind, length, i % 3);
                            peer.SendCompressed(Binary, message);
                            peer.Expect(Binary, message);
                        }
                    });
                }
            }
        }
        yield return Of($"deflate.{++number}", "", "pings between compressed fragments", PingsBetween);
        yield return Of($"deflate.{++number}", "", "plain messages between compressed ones", PlainBetween);
        yield return Of($"deflate.{++number}", "", "empty messages in every form", Empty);
        yield return Of($"deflate.{++number}", "", "the examples of RFC 7692", Examples);
        yield return Of($"deflate.{++number}", "", "16 MiB of one byte", peer =>
        {
            byte[] message = Contents.Make("repetitive", 16 << 20, 1);
            peer.SendCompressed(Text, message);
            peer.Expect(Text, message);
        });
        yield return Of($"deflate.{++number}", "", "the client compresses, too", peer =>
        {
            byte[] message = Contents.Make("json", 5000, 1);
            peer.SendCompressed(Text, message);
            peer.Expect(Text, message);
            if (peer.CompressedMessages != 1)
                throw new CaseFailedException("a message was not compressed");
        });
    }

    private static IEnumerable<string> Parameters()
    {
        foreach (string extra in _extras)
            yield return extra;
        for (int bits = 8; bits <= 15; bits++)
        {
            yield return $"; server_max_window_bits={bits}";
            yield return $"; client_max_window_bits={bits}";
        }
        foreach (string extra in _extras)
            yield return $"{extra}; server_max_window_bits=9; client_max_window_bits=10";
        yield return "; client_max_window_bits=\"12\" ;server_max_window_bits = 11";
    }

    private static string Words(int fragment, int chop) => fragment != 0 ? $" in fragments of {fragment}" : chop != 0 ? $", {chop} bytes at a time" : "";

    private static ConformanceCase Of(string id, string parameters, string what, Action<CasePeer> play) =>
        new(id, $"{(parameters.Length == 0 ? "no parameters" : parameters[2..])}: {what}", peer =>
        {
            play(peer);
            peer.CloseInOrder();
        })
        { Extensions = "permessage-deflate" + parameters };

    private static void PingsBetween(CasePeer peer)
    {
        byte[] hello = [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00];
        for (int cut = 0; cut <= hello.Length; cut++)
        {
            peer.Send(Join(Frame(0x41, hello.AsSpan(..cut)), Frame(0x89, "p"u8), Frame(0x80, hello.AsSpan(cut..))));
            peer.Expect(Pong, "p"u8);
            peer.Expect(Text, "Hello"u8);
        }
    }

    private static void PlainBetween(CasePeer peer)
    {
        for (int i = 0; i < 20; i++)
        {
            byte[] message = Contents.Make("json", 300, i % 2);
            peer.SendCompressed(Text, message);
            peer.Expect(Text, message);
            peer.Send(Frame(0x81, message));
            peer.Expect(Text, message);
        }
    }

    private static void Empty(CasePeer peer)
    {
        peer.Send(Join(Frame(0xC1, [0x00]), Frame(0xC2, [0x02, 0x00]), Frame(0xC1, []), Frame(0x41, []), Frame(0x80, [0x00]), Frame(0x41, [0x00]), Frame(0x80, [])));
        foreach (int opcode in new[] { Text, Binary, Text, Text, Text })
            peer.Expect(opcode, []);
        peer.SendCompressed(Text, "not empty"u8.ToArray());
        peer.Expect(Text, "not empty"u8);
    }

    private static void Examples(CasePeer peer)
    {
        string[] examples = ["F248CDC9C90700", "F200110000", "000500FAFF48656C6C6F00", "F348CDC9C9070000", "F248050000 00FFFFCAC9C90700"];
        foreach (string hex in examples)
        {
            peer.Send(Frame(0xC1, Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))));
            peer.Expect(Text, "Hello"u8);
        }
    }
}
