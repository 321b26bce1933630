using System.Text;
using LiveTrading.WebSockets.Compression;
using LiveTrading.WebSockets.Conformance.Reference;
using LiveTrading.WebSockets.Frames;

namespace LiveTrading.WebSockets.Conformance.Fuzzing;

/// <summary>Streams of frames, in both directions, with and without compression, cut at random: the reader must say what the reference says.</summary>
internal sealed class FrameTarget : IFuzzTarget
{
    private const int Limit = 2000;

    private readonly IReadOnlyList<FrameSeed> _corpus = Corpus.Frames();

    public string Name => "frames";

    public void RunCorpus()
    {
        foreach (FrameSeed seed in _corpus)
        {
            foreach (bool masked in new[] { false, true })
            {
                foreach (int most in new[] { 1, int.MaxValue })
                {
                    byte[] stream = seed.Encode(masked);
                    int code = Judge(stream, masked, seed.Compressed, 15, takesOver: true, random: null, most);
                    if (code != seed.Code)
                        throw new FuzzFailedException($"{seed.What}: closed with {code}, not {seed.Code}");
                }
            }
        }
    }

    public void Run(Random random)
    {
        bool masked = random.Next(2) == 0;
        bool compressed = random.Next(2) == 0;
        bool takesOver = random.Next(2) == 0;
        int bits = random.Next(8, 16);
        byte[] stream;
        if (random.Next(2) == 0)
        {
            stream = Stream(random, masked, compressed, bits, takesOver);
        }
        else
        {
            FrameSeed seed = _corpus[random.Next(_corpus.Count)];
            (compressed, takesOver, bits) = (seed.Compressed || compressed, true, 15);
            stream = seed.EncodeChanged(masked, random);
        }
        if (random.Next(3) > 0)
            stream = Mutation.Of(stream, random);
        Judge(stream, masked, compressed, bits, takesOver, random, random.Next(3) == 0 ? stream.Length + 1 : 1 + random.Next(40));
    }

    /// <summary>The close code, once reader and reference agree on everything.</summary>
    private static int Judge(byte[] stream, bool masked, bool compressed, int bits, bool takesOver, Random? random, int most)
    {
        var reference = new ReferenceFrames(masked, Limit, compressed ? new ReferenceInflater(bits, takesOver, Limit) : null);
        reference.Read(stream);

        var sink = new Sink();
        var reader = new FrameReader(masked, Limit);
        if (compressed)
            reader.Inflate(new Inflater(bits, takesOver, Limit));
        Feed(reader, sink, stream, random, most);
        string found = $"{string.Join("; ", sink.Events)} => {reader.ErrorCode}";
        string expected = $"{string.Join("; ", reference.Events)} => {reference.ErrorCode}";
        // A message may be found too long before its text is found wrong, or the other way round.
        bool agree = found == expected
            || (reader.ErrorCode is 1007 or 1009 && reference.ErrorCode is 1007 or 1009 && sink.Events.SequenceEqual(reference.Events));
        if (!agree)
            throw new FuzzFailedException($"masked {masked}, compressed {compressed}, window {bits}, takeover {takesOver}: {Convert.ToHexString(stream)}\n  found    {found}\n  expected {expected}");
        return reader.ErrorCode;
    }

    /// <summary>In pieces of up to a length, or without a random number of just that.</summary>
    private static void Feed(FrameReader reader, Sink sink, byte[] stream, Random? random, int most)
    {
        byte[] pending = [];
        int at = 0;
        while (at < stream.Length && reader.ErrorCode == 0 && !sink.IsClosed)
        {
            int count = Math.Min(stream.Length - at, random is null ? most : 1 + random.Next(most));
            byte[] data = [.. pending, .. stream.AsSpan(at, count)];
            at += count;
            int consumed = reader.Read(data, sink);
            if (consumed < 0 || consumed > data.Length)
                throw new FuzzFailedException($"{consumed} bytes consumed of {data.Length}");
            pending = data[consumed..];
        }
    }

    private static byte[] Stream(Random random, bool masked, bool compressed, int bits, bool takesOver)
    {
        var deflater = new Deflater(bits, takesOver);
        var bytes = new List<byte>();
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            int opcode = random.Next(8) switch { 0 => Wire.Ping, 1 => Wire.Pong, 2 when i == 1 => Wire.Close, < 5 => Wire.Binary, _ => Wire.Text };
            byte[] payload = opcode switch
            {
                Wire.Close => [0x03, (byte)random.Next(0xE0, 0x100), .. "why"u8],
                >= 8 => Contents.Make("random", random.Next(126), random.Next()),
                _ => Contents.Make(Contents.Kinds[random.Next(Contents.Kinds.Length)], random.Next(random.Next(4) == 0 ? 2200 : 300), random.Next()),
            };
            bool deflated = false;
            if (compressed && opcode < 8 && random.Next(3) > 0 && deflater.TryCompress(payload, out ReadOnlySpan<byte> small))
            {
                payload = small.ToArray();
                deflated = true;
            }
            int size = opcode >= 8 || random.Next(2) == 0 ? Math.Max(1, payload.Length) : 1 + random.Next(payload.Length + 1);
            int at = 0;
            do
            {
                int count = Math.Min(size, payload.Length - at);
                int first = (at + count == payload.Length ? 0x80 : 0) | (at == 0 ? opcode | (deflated ? 0x40 : 0) : 0);
                bytes.AddRange(Wire.Frame(first, payload.AsSpan(at, count), masked));
                at += count;
                if (at < payload.Length && random.Next(4) == 0)
                    bytes.AddRange(Wire.Frame(0x89, [(byte)at], masked));
            }
            while (at < payload.Length);
        }
        return [.. bytes];
    }

    private sealed class Sink : IFrameSink
    {
        public List<string> Events { get; } = [];

        public bool IsClosed { get; private set; }

        public bool OnMessage(ReadOnlySpan<byte> payload, bool isText) => Note(isText ? "text" : "binary", Convert.ToHexString(payload));

        public bool OnPing(ReadOnlySpan<byte> payload) => Note("ping", Convert.ToHexString(payload));

        public bool OnPong(ReadOnlySpan<byte> payload) => Note("pong", Convert.ToHexString(payload));

        public bool OnClose(ushort code, ReadOnlySpan<byte> reason)
        {
            IsClosed = true;
            return Note("close " + code.ToString(System.Globalization.CultureInfo.InvariantCulture), Encoding.UTF8.GetString(reason));
        }

        private bool Note(string what, string payload)
        {
            Events.Add($"{what} {payload}");
            return true;
        }
    }
}
