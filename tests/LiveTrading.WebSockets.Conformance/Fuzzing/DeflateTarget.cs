using LiveTrading.WebSockets.Compression;
using LiveTrading.WebSockets.Conformance.Reference;

namespace LiveTrading.WebSockets.Conformance.Fuzzing;

/// <summary>Messages of every kind through the deflater, some of them forgotten: the reference inflater, strict about the window, must get them back.</summary>
internal sealed class DeflateTarget : IFuzzTarget
{
    public string Name => "deflate";

    public void RunCorpus()
    {
        // The kinds of contents at the borders of codes, lengths and windows.
        foreach (string kind in Contents.Kinds)
        {
            foreach (int length in new[] { 0, 1, 2, 3, 4, 257, 258, 259, 32_768, 65_537 })
            {
                byte[] message = Contents.Make(kind, length, seed: 1);
                bool isShorter = new Deflater(15, takesOver: true).TryCompress(message, out ReadOnlySpan<byte> payload);
                if (isShorter && !message.SequenceEqual(new ReferenceInflater(15, true, 1 << 20).Inflate(payload.ToArray()).Message ?? []))
                    throw new FuzzFailedException($"{kind} of {length} bytes came back wrong");
            }
        }
    }

    public void Run(Random random)
    {
        int bits = random.Next(8, 16);
        bool takesOver = random.Next(3) > 0;
        var deflater = new Deflater(bits, takesOver);
        var reference = new ReferenceInflater(bits, takesOver, 1 << 20);
        for (int i = random.Next(1, 12); i > 0; i--)
        {
            byte[] message = Mutation.Of(Contents.Make(Contents.Kinds[random.Next(Contents.Kinds.Length)], random.Next(random.Next(100) == 0 ? 150_000 : 2000), random.Next(6)), random);
            bool alone = random.Next(4) == 0;
            if (alone)
                deflater.Forget();
            bool isShorter = deflater.TryCompress(message, out ReadOnlySpan<byte> compressed);
            byte[] payload = compressed.ToArray();
            if (alone)
                deflater.Forget();
            if (!isShorter || (alone && random.Next(2) == 0))
                continue;
            if (payload.Length >= message.Length)
                throw new FuzzFailedException($"{payload.Length} bytes for {message.Length}");
            (byte[]? inflated, string error) = reference.Inflate(payload);
            if (inflated is null || !inflated.AsSpan().SequenceEqual(message))
                throw new FuzzFailedException($"window {bits}, takeover {takesOver}: a message of {message.Length} bytes came back wrong: {error} {Convert.ToHexString(payload)[..Math.Min(400, payload.Length * 2)]}");
        }
    }
}
