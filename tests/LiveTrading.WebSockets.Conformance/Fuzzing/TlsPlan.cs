using System.Buffers.Binary;

namespace LiveTrading.WebSockets.Conformance.Fuzzing;

/// <summary>One TLS connection and the wrong that is done to it.</summary>
/// <param name="OursIsClient">Our half is the client and the platform's the server, or the other way round.</param>
/// <param name="IsTls12">TLS 1.2, else 1.3.</param>
/// <param name="TowardsUs">The record is one that comes to our half.</param>
/// <param name="Record">Its number in that direction, from 0.</param>
/// <param name="Wrong">What is done to it.</param>
/// <param name="Seed">Where, how much, and the bytes that are exchanged.</param>
internal sealed record TlsPlan(bool OursIsClient, bool IsTls12, bool TowardsUs, int Record, TlsWrong Wrong, int Seed)
{
    private const int HeaderBytes = 5;

    /// <summary>Nothing that a receiver may notice.</summary>
    public bool IsHarmless => Wrong is TlsWrong.None or TlsWrong.Split;

    public static TlsPlan Make(Random random)
    {
        TlsWrong[] wrongs = Enum.GetValues<TlsWrong>();
        return new TlsPlan(random.Next(2) == 0, random.Next(2) == 0, random.Next(4) != 0, random.Next(12), wrongs[random.Next(wrongs.Length)], random.Next());
    }

    /// <summary>What arrives in place of a record: pieces, each on its own.</summary>
    /// <param name="record">Header and content.</param>
    /// <param name="random">Of this plan.</param>
    public List<byte[]> Apply(byte[] record, Random random)
    {
        int at = random.Next(record.Length);
        switch (Wrong)
        {
            case TlsWrong.Split:
                return Split(record, random);
            case TlsWrong.Flip:
                record[at] ^= (byte)(1 << random.Next(8));
                return [record];
            case TlsWrong.Type:
                record[0] = (byte)(random.Next(2) == 0 ? random.Next(20, 25) : random.Next(256));
                return [record];
            case TlsWrong.Length:
                BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(3), (ushort)(random.Next(2) == 0 ? random.Next(65_536) : Math.Max(0, record.Length - HeaderBytes + random.Next(-4, 5))));
                return [record];
            case TlsWrong.Truncate:
                return [record[..at]];
            case TlsWrong.Duplicate:
                return [record, record];
            case TlsWrong.Drop:
                return [];
            case TlsWrong.Insert:
                return [Noise(random), record];
            case TlsWrong.Flood:
                byte[] empty = [(byte)random.Next(20, 24), 3, 3, 0, 0];
                return [[.. Enumerable.Repeat(empty, 1000).SelectMany(static e => e)], record];
            default:
                return [record];
        }
    }

    /// <summary>How much of a record goes through before the end.</summary>
    public static byte[] Begin(byte[] record, Random random) => record[..random.Next(record.Length)];

    private static List<byte[]> Split(byte[] record, Random random)
    {
        List<byte[]> pieces = [];
        int most = random.Next(3) == 0 ? 1 : 1 + random.Next(50);
        for (int start = 0; start < record.Length;)
        {
            // The header byte by byte at most; a long record in few pieces, so that it does not take for ever.
            int length = Math.Min(record.Length - start, start < 2 * HeaderBytes ? most : Math.Max(most, record.Length / 20));
            pieces.Add(record[start..(start + length)]);
            start += length;
        }
        return pieces;
    }

    private static byte[] Noise(Random random)
    {
        byte[] noise = new byte[HeaderBytes + random.Next(300)];
        random.NextBytes(noise);
        noise[0] = (byte)random.Next(20, 25);
        noise[1] = 3;
        noise[2] = 3;
        BinaryPrimitives.WriteUInt16BigEndian(noise.AsSpan(3), (ushort)(noise.Length - HeaderBytes));
        return noise;
    }
}
