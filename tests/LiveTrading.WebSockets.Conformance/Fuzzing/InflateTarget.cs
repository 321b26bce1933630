using System.IO.Compression;
using LiveTrading.WebSockets.Compression;
using LiveTrading.WebSockets.Conformance.Reference;

namespace LiveTrading.WebSockets.Conformance.Fuzzing;

/// <summary>Compressed data, right, mutated and random, several messages on one inflater: it must give what the reference gives, within bounded memory.</summary>
internal sealed class InflateTarget : IFuzzTarget
{
    private const int Limit = 10_000;
    private const int MemoryLimit = 32768 + 65536 + Limit + 1024;

    private readonly IReadOnlyList<(byte[] Payload, string What)> _corpus = Corpus.Inflate();

    public string Name => "inflate";

    public void RunCorpus()
    {
        foreach ((byte[] payload, string what) in _corpus)
        {
            for (int step = 1; step <= payload.Length; step += Math.Max(1, payload.Length - 1))
            {
                var inflater = new Inflater(15, takesOver: true, Limit);
                (byte[]? expected, string error) = new ReferenceInflater(15, true, Limit).Inflate(payload);
                byte[]? found = Inflate(inflater, payload, random: null, step);
                if (inflater.CapacityBytes > MemoryLimit || !(found ?? []).SequenceEqual(expected ?? []) || found is null != expected is null)
                    throw new FuzzFailedException($"{what}: found {found?.Length ?? -1} bytes, expected {expected?.Length ?? -1} ({error}), {inflater.CapacityBytes} bytes of memory");
            }
        }
    }

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
            byte[]? found = Inflate(inflater, payload, random, random.Next(2) == 0 ? payload.Length : 1 + random.Next(20));
            if (inflater.CapacityBytes > MemoryLimit)
                throw new FuzzFailedException($"{inflater.CapacityBytes} bytes of memory for {Convert.ToHexString(payload)}");
            if ((found is null) != (expected is null) || (found is not null && !found.AsSpan().SequenceEqual(expected)))
                throw new FuzzFailedException($"window {bits}, takeover {takesOver}: {Convert.ToHexString(payload)}: found {found?.Length ?? -1} bytes, expected {expected?.Length ?? -1} ({error})");
            if (found is null)
                return;
        }
    }

    private byte[] Payload(Random random, MemoryStream zlib, DeflateStream deflate)
    {
        switch (random.Next(5))
        {
            case 0:
                return Contents.Make("random", random.Next(200), random.Next());
            case 1:
                return Mutation.Of(_corpus[random.Next(_corpus.Count)].Payload, random);
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

    /// <summary>In pieces of up to a length, or without a random number of just that.</summary>
    private static byte[]? Inflate(Inflater inflater, byte[] payload, Random? random, int most)
    {
        inflater.Begin();
        if (payload.Length == 0)
            return [];
        for (int at = 0; at < payload.Length;)
        {
            int count = Math.Min(payload.Length - at, random is null ? most : 1 + random.Next(most));
            if (inflater.Append(payload.AsSpan(at, count)) != InflateStatus.Ok)
                return null;
            at += count;
        }
        return inflater.Complete() == InflateStatus.Ok ? inflater.Message.ToArray() : null;
    }
}
