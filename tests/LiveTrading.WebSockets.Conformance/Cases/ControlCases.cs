using LiveTrading.WebSockets.Conformance.Server;
using static LiveTrading.WebSockets.Conformance.Reference.Wire;

namespace LiveTrading.WebSockets.Conformance.Cases;

/// <summary>Pings and pongs (RFC 6455 §5.5.2, §5.5.3).</summary>
internal static class ControlCases
{
    public static IEnumerable<ConformanceCase> Make()
    {
        int number = 0;
        byte[][] payloads = [[], "hello"u8.ToArray(), [0x00, 0xFF, 0xFE, 0xFD, 0xFC, 0xFB, 0x00, 0xFF], Filled(1), Filled(124), Filled(125)];
        foreach (byte[] payload in payloads)
        {
            foreach (int chop in new[] { 0, 1 })
            {
                yield return new($"control.{++number}", $"a ping of {payload.Length} bytes{(chop == 0 ? "" : ", byte by byte")}", peer =>
                {
                    peer.Send(Frame(0x89, payload), chop);
                    peer.Expect(Pong, payload);
                    peer.CloseInOrder();
                });
                yield return new($"control.{++number}", $"a pong of {payload.Length} bytes that nobody asked for{(chop == 0 ? "" : ", byte by byte")}", peer =>
                {
                    peer.Send(Frame(0x8A, payload), chop);
                    peer.CloseInOrder();
                });
            }
        }
        foreach (int opcode in new[] { Ping, Pong, Close })
        {
            foreach (int length in new[] { 126, 65535, 65536 })
            {
                yield return new($"control.{++number}", $"opcode {opcode} with {length} bytes", peer =>
                {
                    peer.Send(Frame(0x80 | opcode, Filled(length)));
                    peer.ExpectClose(1002);
                });
            }
        }
        foreach (int count in new[] { 1, 10, 60 })
        {
            foreach (int chop in new[] { 0, 1, 7 })
            {
                yield return new($"control.{++number}", $"{count} pings{(chop == 0 ? " in one piece" : $", {chop} bytes at a time")}", peer =>
                {
                    peer.Send(Join([.. Numbered(count).Select(p => Frame(0x89, p))]), chop);
                    foreach (byte[] payload in Numbered(count))
                        peer.Expect(Pong, payload);
                    peer.CloseInOrder();
                });
            }
        }
        yield return new($"control.{++number}", "a pong, then a ping", peer =>
        {
            peer.Send(Join(Frame(0x8A, "unasked"u8), Frame(0x89, "asked"u8)));
            peer.Expect(Pong, "asked"u8);
            peer.CloseInOrder();
        });
        foreach (int opcode in new[] { Text, Binary })
        {
            yield return new($"control.{++number}", $"pings between messages with opcode {opcode}", peer => BetweenMessages(peer, opcode));
        }
    }

    private static void BetweenMessages(CasePeer peer, int opcode)
    {
        for (int i = 0; i < 20; i++)
        {
            byte[] payload = Filled(i * 10);
            peer.Send(Join(Frame(0x80 | opcode, payload)));
            peer.Expect(opcode, payload);
            peer.Send(Frame(0x89, Filled(i)));
            peer.Expect(Pong, Filled(i));
        }
        peer.CloseInOrder();
    }

    private static byte[] Filled(int length)
    {
        var payload = new byte[length];
        payload.AsSpan().Fill((byte)'*');
        return payload;
    }

    private static IEnumerable<byte[]> Numbered(int count) => Enumerable.Range(0, count).Select(i => System.Text.Encoding.ASCII.GetBytes($"payload-{i}"));
}
