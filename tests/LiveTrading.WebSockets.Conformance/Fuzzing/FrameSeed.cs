using LiveTrading.WebSockets.Conformance.Reference;

namespace LiveTrading.WebSockets.Conformance.Fuzzing;

/// <summary>A stream of frames as its parts, so that it can be changed and still be well formed around the change.</summary>
/// <param name="Compressed">Whether compression was agreed on, with a window of 15 bits and context taken over.</param>
/// <param name="Code">The close code it must end with; 0: none.</param>
/// <param name="Frames">First byte and payload of each.</param>
/// <param name="What">What it is.</param>
internal sealed record FrameSeed(bool Compressed, int Code, IReadOnlyList<(int First, byte[] Payload)> Frames, string What)
{
    private static readonly int[] _controls = [0x89, 0x8A, 0x88];

    /// <summary>As bytes.</summary>
    public byte[] Encode(bool masked) => [.. Frames.SelectMany(f => Wire.Frame(f.First, f.Payload, masked))];

    /// <summary>As bytes, after some changes to frames as a whole: order, number, fragmentation, bits of the first byte, payload, the form and truth of lengths.</summary>
    public byte[] EncodeChanged(bool masked, Random random)
    {
        List<(int First, byte[] Payload)> frames = [.. Frames];
        for (int i = random.Next(4); i > 0; i--)
            Change(frames, random);
        var bytes = new List<byte>();
        foreach ((int first, byte[] payload) in frames)
        {
            int form = random.Next(20) == 0 ? random.Next(2) == 0 ? 2 : 8 : -1;
            long announced = random.Next(30) == 0 ? Math.Max(0, payload.Length + random.Next(-3, 4)) : -1;
            if (random.Next(200) == 0)
                (form, announced) = (8, random.NextInt64(long.MinValue, long.MaxValue));
            bytes.AddRange(Wire.Frame(first, payload, masked, form, announced));
        }
        return [.. bytes];
    }

    private static void Change(List<(int First, byte[] Payload)> frames, Random random)
    {
        int at = random.Next(frames.Count);
        (int first, byte[] payload) = frames[at];
        switch (random.Next(8))
        {
            case 0:
                frames[at] = (first ^ (1 << random.Next(8)), payload);
                break;
            case 1:
                frames.Insert(random.Next(frames.Count + 1), (first, payload));
                break;
            case 2 when frames.Count > 1:
                frames.RemoveAt(at);
                break;
            case 3:
                int other = random.Next(frames.Count);
                (frames[at], frames[other]) = (frames[other], frames[at]);
                break;
            case 4 when first < 0x88 || (first & 0x0F) < 8:
                // In two fragments, the compression bit on the first alone.
                int cut = random.Next(payload.Length + 1);
                frames[at] = (first & 0x7F, payload[..cut]);
                frames.Insert(at + 1, (first & 0x80, payload[cut..]));
                break;
            case 5:
                frames.Insert(random.Next(frames.Count + 1), (_controls[random.Next(_controls.Length)], Contents.Make("random", random.Next(3), random.Next())));
                break;
            default:
                frames[at] = (first, Mutation.Of(payload, random));
                break;
        }
    }
}
