using System.IO.Compression;
using LiveTrading.WebSockets.Compression;
using LiveTrading.WebSockets.Conformance.Reference;

namespace LiveTrading.WebSockets.Conformance.Fuzzing;

/// <summary>Compressed data, right, mutated and random, several messages on one inflater: it must give what the reference gives, within bounded memory.</summary>
internal sealed class InflateTarget : IFuzzTarget
{
    private const int Limit = 10_000;
    private const int MemoryLimit = 32768 + 65536 + Limit + 1024;

    /// <summary>The first bytes of blocks that once were, or look like, trouble.</summary>
    private static readonly string[] _corpus =
    [
        "07", "000100FFFF61", "630200", "EDFD", "FD0F00", "0480FFFFFFFFFFFFFF", "F248CDC9C90700", "F348CDC9C9070000", "00", "0200", "050000FFFF00",
        "EDC1010100000080904FFF4D4F", "05C08108000000002071F2FFFE", "04C0810800000000207FEB0B0000", "0DC0010900000080A03F", "1CC7C109000000000020FFEB0B",
    ];

    public string Name => "inflate";

    public void Run(Random random)
    {
        int bits = random.Next(8, 16);
        bool takesOver = random.Next(2) == 0;
        var inflater = new Inflater(bits, takesOver, Limit);
        var reference = new ReferenceInflater(bits, takesOver, Limit);
        using var zlib = new MemoryStream();
        using var deflate = new DeflateStream(zlib, (CompressionLevel)random.Next(4));
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            byte[] payload = Payload(random, zlib, deflate);
            (byte[]? expected, string error) = reference.Inflate(payload);
            byte[]? found = Inflate(inflater, payload, random);
            if (inflater.CapacityBytes > MemoryLimit)
                throw new FuzzFailedException($"{inflater.CapacityBytes} bytes of memory for {Convert.ToHexString(payload)}");
            if ((found is null) != (expected is null) || (found is not null && !found.AsSpan().SequenceEqual(expected)))
                throw new FuzzFailedException($"window {bits}, takeover {takesOver}: {Convert.ToHexString(payload)}: found {found?.Length ?? -1} bytes, expected {expected?.Length ?? -1} ({error})");
            if (found is null)
                return;
        }
    }

    private static byte[] Payload(Random random, MemoryStream zlib, DeflateStream deflate)
    {
        switch (random.Next(5))
        {
            case 0:
                return Contents.Make("random", random.Next(200), random.Next());
            case 1:
                return Mutation.Of(Convert.FromHexString(_corpus[random.Next(_corpus.Length)]), random);
            case 2:
                // The head of a block with a code of its own, then anything.
                byte[] bytes = Contents.Make("random", random.Next(10, 300), random.Next());
                bytes[0] = (byte)((bytes[0] & 0xF8) | 4);
                return bytes;
            default:
                zlib.SetLength(0);
                deflate.Write(Contents.Make(Contents.Kinds[random.Next(Contents.Kinds.Length)], random.Next(random.Next(8) == 0 ? 20_000 : 800), random.Next()));
                deflate.Flush();
                byte[] payload = zlib.Length < 4 ? [] : zlib.ToArray()[..^4];
                return Mutation.Of(payload, random);
        }
    }

    private static byte[]? Inflate(Inflater inflater, byte[] payload, Random random)
    {
        inflater.Begin();
        if (payload.Length == 0)
            return [];
        int most = random.Next(2) == 0 ? payload.Length : 1 + random.Next(20);
        for (int at = 0; at < payload.Length;)
        {
            int count = Math.Min(payload.Length - at, 1 + random.Next(most));
            if (inflater.Append(payload.AsSpan(at, count)) != InflateStatus.Ok)
                return null;
            at += count;
        }
        return inflater.Complete() == InflateStatus.Ok ? inflater.Message.ToArray() : null;
    }
}
