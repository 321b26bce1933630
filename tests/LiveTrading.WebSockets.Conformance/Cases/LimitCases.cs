using LiveTrading.WebSockets.Conformance.Reference;
using static LiveTrading.WebSockets.Conformance.Reference.Wire;

namespace LiveTrading.WebSockets.Conformance.Cases;

/// <summary>Large messages, many fragments, small pieces, many round trips.</summary>
internal static class LimitCases
{
    private const int KiB = 1024;
    private const int MiB = 1024 * KiB;

    public static IEnumerable<ConformanceCase> Make(CaseSize size)
    {
        bool full = size == CaseSize.Full;
        int number = 0;
        foreach (int opcode in new[] { Text, Binary })
        {
            foreach (int length in full ? new[] { 64 * KiB, 256 * KiB, MiB, 4 * MiB, 8 * MiB, 16 * MiB } : [64 * KiB, 256 * KiB, 16 * MiB])
                yield return Echo($"limits.{++number}", $"opcode {opcode}: {length} bytes", opcode, length, 0, 0);
            int fragmented = full ? 4 * MiB : 256 * KiB;
            for (int fragment = full ? 64 : 4; fragment <= fragmented; fragment *= full ? 4 : 16)
                yield return Echo($"limits.{++number}", $"opcode {opcode}: {fragmented} bytes in {fragmented / fragment} fragments", opcode, fragmented, fragment, 0);
            foreach (int chop in full ? new[] { 64, 128, 256, 512, 1024, 2048 } : [64, 2048])
                yield return Echo($"limits.{++number}", $"opcode {opcode}: {(full ? MiB : 64 * KiB)} bytes, {chop} at a time", opcode, full ? MiB : 64 * KiB, 0, chop);
            foreach (int length in new[] { 0, 16, 64, 256, 1024, 4096, 16384 })
                yield return RoundTrips($"limits.{++number}", opcode, length, full ? 1000 : 50);
            yield return TooLong($"limits.{++number}", $"opcode {opcode}: a frame of a byte more than 16 MiB", Frame(0x80 | opcode, [], announced: (16 * MiB) + 1));
            yield return TooLong($"limits.{++number}", $"opcode {opcode}: fragments of a byte more than 16 MiB", Join(Frame(opcode, new byte[100]), Frame(0x80, [], announced: (16 * MiB) - 99)));
        }
    }

    private static ConformanceCase Echo(string id, string what, int opcode, int length, int fragment, int chop) => new(id, what, peer =>
    {
        byte[] payload = Contents.Make(opcode == Text ? "json" : "random", length, length);
        peer.Send(fragment == 0 ? Frame(0x80 | opcode, payload) : Fragments(opcode, payload, fragment), chop);
        peer.Expect(opcode, payload);
        peer.CloseInOrder();
    });

    private static ConformanceCase RoundTrips(string id, int opcode, int length, int count) => new(id, $"opcode {opcode}: {count} round trips of {length} bytes", peer =>
    {
        byte[] payload = Contents.Make(opcode == Text ? "json" : "random", length, length);
        for (int i = 0; i < count; i++)
        {
            peer.Send(Frame(0x80 | opcode, payload));
            peer.Expect(opcode, payload);
        }
        peer.CloseInOrder();
    });

    private static ConformanceCase TooLong(string id, string what, byte[] bytes) => new(id, what, peer =>
    {
        peer.Send(bytes);
        peer.ExpectClose(1009);
    });
}
