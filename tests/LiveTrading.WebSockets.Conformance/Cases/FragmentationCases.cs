using LiveTrading.WebSockets.Conformance.Reference;
using static LiveTrading.WebSockets.Conformance.Reference.Wire;

namespace LiveTrading.WebSockets.Conformance.Cases;

/// <summary>Fragments and what may stand between them (RFC 6455 §5.4).</summary>
internal static class FragmentationCases
{
    public static IEnumerable<ConformanceCase> Make()
    {
        int number = 0;
        foreach (ConformanceCase one in Control().Concat(Orders()).Concat(Valid()).Concat(AtRandom()))
            yield return one with { Id = $"fragments.{++number}" };
    }

    private static IEnumerable<ConformanceCase> Control()
    {
        foreach (int opcode in new[] { Ping, Pong, Close })
        {
            yield return Wrong($"opcode {opcode} not final", Frame(opcode, opcode == Close ? [3, 232] : "fragment"u8));
            yield return Wrong($"opcode {opcode} in two fragments", Join(Frame(opcode, "one"u8), Frame(0x80, "two"u8)));
        }
    }

    private static IEnumerable<ConformanceCase> Orders()
    {
        foreach (int chop in new[] { 0, 1 })
        {
            foreach (bool final in new[] { false, true })
            {
                int bit = final ? 0x80 : 0;
                yield return Wrong($"a continuation of nothing{(final ? ", final" : "")}, then a text", Join(Frame(bit, "nothing"u8), Frame(0x81, "text"u8)), chop);
                yield return WrongAfter("a continuation behind a whole message", Frame(bit, "nothing"u8), chop);
                foreach (int opcode in new[] { Text, Binary })
                {
                    yield return Wrong($"opcode {opcode}{(final ? ", final," : "")} in a fragmented text", Join(Frame(Text, "one"u8), Frame(bit | opcode, "two"u8)), chop);
                    yield return Wrong($"opcode {opcode}{(final ? ", final," : "")} in a fragmented binary", Join(Frame(Binary, "one"u8), Frame(bit | opcode, "two"u8)), chop);
                }
            }
            yield return new("", "a continuation behind a fragmented message", peer =>
            {
                peer.Send(Join(Fragments(Text, "onetwo"u8, 3), Frame(0x80, "three"u8)), chop);
                peer.Expect(Text, "onetwo"u8);
                peer.ExpectClose(1002);
            });
        }
    }

    private static IEnumerable<ConformanceCase> Valid()
    {
        foreach (int opcode in new[] { Text, Binary })
        {
            foreach (int chop in new[] { 0, 1 })
            {
                foreach (int size in new[] { 1, 2, 5, 17 })
                {
                    byte[] payload = Contents.Make("json", 40, size);
                    yield return Echo($"opcode {opcode} in fragments of {size}", opcode, payload, [Fragments(opcode, payload, size)], [], chop);
                    byte[][] mixed = [.. Split(opcode, payload, size).SelectMany((f, i) => new[] { f, Frame(0x89, [(byte)i]) })];
                    yield return Echo($"opcode {opcode} in fragments of {size}, each followed by a ping", opcode, payload, mixed[..^1], [.. Enumerable.Range(0, (mixed.Length / 2) - 1).Select(i => new byte[] { (byte)i })], chop);
                    byte[][] unasked = [.. Split(opcode, payload, size).SelectMany(f => new[] { Frame(0x8A, "pong"u8), f })];
                    yield return Echo($"opcode {opcode} in fragments of {size}, each behind a pong", opcode, payload, unasked, [], chop);
                }
                yield return Echo($"opcode {opcode}: empty first fragment", opcode, "x"u8.ToArray(), [Frame(opcode, []), Frame(0x80, "x"u8)], [], chop);
                yield return Echo($"opcode {opcode}: empty last fragment", opcode, "x"u8.ToArray(), [Frame(opcode, "x"u8), Frame(0x80, [])], [], chop);
                yield return Echo($"opcode {opcode}: nothing but empty fragments", opcode, [], [Frame(opcode, []), Frame(0, []), Frame(0, []), Frame(0x80, [])], [], chop);
            }
        }
    }

    private static IEnumerable<ConformanceCase> AtRandom()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            int pings = 0;
            var bytes = new List<byte>();
            var expected = new List<(int Opcode, byte[] Payload)>();
            for (int message = 0; message < 20; message++)
            {
                int opcode = random.Next(2) == 0 ? Text : Binary;
                byte[] payload = Contents.Make(opcode == Text ? "text" : "random", 3 * random.Next(150), random.Next());
                foreach (byte[] fragment in Split(opcode, payload, 1 + random.Next(120)))
                {
                    // Not more than a client must keep apart when all come at once (RFC 6455 §5.5.3).
                    if (pings < 50 && random.Next(4) == 0)
                    {
                        pings++;
                        byte[] ping = [(byte)random.Next(256)];
                        bytes.AddRange(Frame(0x89, ping));
                        expected.Add((Pong, ping));
                    }
                    bytes.AddRange(fragment);
                }
                expected.Add((opcode, payload));
            }
            // Pongs go ahead of messages that wait, so the two are compared each in its own order.
            yield return new("", $"20 messages in random fragments with pings between, seed {seed}", peer =>
            {
                peer.Send([.. bytes], random.Next(2) == 0 ? 0 : 53);
                var found = expected.Select(_ => peer.Read()).ToList();
                foreach (bool pongs in new[] { false, true })
                {
                    var wanted = expected.Where(e => (e.Opcode == Pong) == pongs).ToList();
                    var got = found.Where(e => (e.Opcode == Pong) == pongs).ToList();
                    if (wanted.Count != got.Count || wanted.Where((w, i) => w.Opcode != got[i].Opcode || !w.Payload.AsSpan().SequenceEqual(got[i].Payload)).Any())
                        throw new Server.CaseFailedException("not what was sent, in its order");
                }
                peer.CloseInOrder();
            });
        }
    }

    private static List<byte[]> Split(int opcode, byte[] payload, int size)
    {
        var fragments = new List<byte[]>();
        int at = 0;
        do
        {
            int count = Math.Min(size, payload.Length - at);
            fragments.Add(Frame((at + count == payload.Length ? 0x80 : 0) | (at == 0 ? opcode : 0), payload.AsSpan(at, count)));
            at += count;
        }
        while (at < payload.Length);
        return fragments;
    }

    private static ConformanceCase Echo(string what, int opcode, byte[] payload, byte[][] frames, byte[][] pongs, int chop) => new("", what + (chop == 0 ? "" : ", byte by byte"), peer =>
    {
        peer.Send(Join(frames), chop);
        foreach (byte[] pong in pongs)
            peer.Expect(Pong, pong);
        peer.Expect(opcode, payload);
        peer.CloseInOrder();
    });

    private static ConformanceCase Wrong(string what, byte[] bytes, int chop = 0) => new("", what, peer =>
    {
        peer.Send(bytes, chop);
        peer.ExpectClose(1002);
    });

    private static ConformanceCase WrongAfter(string what, byte[] bytes, int chop) => new("", what, peer =>
    {
        peer.Send(Join(Frame(0x81, "good"u8), bytes), chop);
        peer.Expect(Text, "good"u8);
        peer.ExpectClose(1002);
    });
}
