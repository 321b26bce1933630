using LiveTrading.WebSockets.Conformance.Reference;
using static LiveTrading.WebSockets.Conformance.Reference.Wire;

namespace LiveTrading.WebSockets.Conformance.Cases;

/// <summary>Lengths, their forms, opcodes, reserved bits and masks (RFC 6455 §5.2, §5.3).</summary>
internal static class FramingCases
{
    private static readonly int[] _lengths = [0, 1, 125, 126, 127, 128, 65535, 65536];
    private static readonly int[] _reservedOpcodes = [3, 4, 5, 6, 7, 11, 12, 13, 14, 15];

    public static IEnumerable<ConformanceCase> Make()
    {
        int number = 0;
        foreach (int opcode in new[] { Text, Binary })
        {
            string name = opcode == Text ? "text" : "binary";
            foreach (int length in _lengths)
            {
                byte[] payload = Contents.Make(opcode == Text ? "json" : "random", length, length);
                foreach (int chop in length < 1000 ? new[] { 0, 1 } : [0, 997])
                {
                    yield return new($"framing.{++number}", $"a {name} of {length} bytes, {(chop == 0 ? "whole" : $"{chop} bytes at a time")}", peer =>
                    {
                        peer.Send(Frame(0x80 | opcode, payload), chop);
                        peer.Expect(opcode, payload);
                        peer.CloseInOrder();
                    });
                }
            }
        }
        foreach (ConformanceCase wrong in Lengths().Concat(Opcodes()).Concat(ReservedBits()).Concat(Masks()))
            yield return wrong with { Id = $"framing.{++number}" };
    }

    private static IEnumerable<ConformanceCase> Lengths()
    {
        foreach ((int form, int length) in new[] { (2, 0), (2, 125), (8, 0), (8, 125), (8, 126), (8, 65535) })
            yield return Wrong($"a length of {length} in {form} bytes", 1002, Frame(0x82, new byte[length], lengthBytes: form));
        yield return Wrong("a length with its top bit set", 1002, Frame(0x82, [], announced: long.MinValue, lengthBytes: 8));
        yield return Wrong("a length of 2^63 − 1", 1009, Frame(0x82, [], announced: long.MaxValue));
        yield return Wrong("a length of 2^31", 1009, Frame(0x82, [], announced: 1L << 31));
    }

    private static IEnumerable<ConformanceCase> Opcodes()
    {
        foreach (int opcode in _reservedOpcodes)
        {
            yield return Wrong($"the reserved opcode {opcode}", 1002, Frame(0x80 | opcode, []));
            yield return Wrong($"the reserved opcode {opcode} with a payload, not final", 1002, Frame(opcode, "payload"u8));
            yield return After($"the reserved opcode {opcode} behind a text", Frame(0x80 | opcode, []), chop: 0);
            yield return After($"the reserved opcode {opcode} behind a text, byte by byte", Frame(0x80 | opcode, "x"u8), chop: 1);
        }
    }

    private static IEnumerable<ConformanceCase> ReservedBits()
    {
        for (int bits = 1; bits <= 7; bits++)
        {
            foreach (int opcode in new[] { 0, Text, Binary, Close, Ping, Pong })
            {
                yield return Wrong($"reserved bits {bits} on opcode {opcode}", 1002, Frame(0x80 | (bits << 4) | opcode, []));
                yield return After($"reserved bits {bits} on opcode {opcode} behind a text, byte by byte", Frame(0x80 | (bits << 4) | opcode, "x"u8), chop: 1);
            }
        }
    }

    private static IEnumerable<ConformanceCase> Masks()
    {
        foreach (int opcode in new[] { Text, Binary, Ping, Pong, Close })
            yield return Wrong($"a masked frame with opcode {opcode}", 1002, Frame(0x80 | opcode, opcode == Close ? [0x03, 0xE8] : "masked"u8, masked: true));
    }

    private static ConformanceCase Wrong(string what, int code, byte[] bytes) => new("", what, peer =>
    {
        peer.Send(bytes);
        peer.ExpectClose(code);
    });

    private static ConformanceCase After(string what, byte[] bytes, int chop) => new("", what, peer =>
    {
        peer.Send(Join(Frame(0x81, "good"u8), bytes), chop);
        peer.Expect(Text, "good"u8);
        peer.ExpectClose(1002);
    });
}
