using System.Buffers.Binary;
using System.Numerics;

namespace LiveTrading.WebSockets.Frames;

/// <summary>
/// Random numbers for masks, keys and jitter: the ChaCha stream cipher (8 rounds) over a key expanded from the seed, so
/// that seen masks do not give away later ones (RFC 6455 §10.3) and a simulation repeats exactly. One thread; a number
/// costs a few nanoseconds; nothing is allocated after construction.
/// </summary>
internal sealed class RandomSource
{
    private const int Rounds = 8;
    private readonly uint[] _input = new uint[16];
    private readonly uint[] _block = new uint[16];
    private int _next = 16;

    public RandomSource(ulong seed)
        : this(Expand(seed))
    {
    }

    private RandomSource(ReadOnlySpan<uint> key)
    {
        // "expand 32-byte k", the cipher's constant.
        _input[0] = 0x61707865;
        _input[1] = 0x3320646e;
        _input[2] = 0x79622d32;
        _input[3] = 0x6b206574;
        key.CopyTo(_input.AsSpan(4));
    }

    /// <summary>With the cipher's whole key, eight words.</summary>
    public static RandomSource WithKey(ReadOnlySpan<uint> key) => new(key);

    /// <summary>All 32 bits at random.</summary>
    public uint NextUInt32()
    {
        if (_next == _block.Length)
            Refill();
        return _block[_next++];
    }

    /// <summary>0 inclusive to 1 exclusive.</summary>
    public double NextUnit() => NextUInt32() * (1.0 / 4294967296.0);

    /// <summary>Fills with random bytes.</summary>
    public void Fill(Span<byte> bytes)
    {
        Span<byte> word = stackalloc byte[4];
        while (!bytes.IsEmpty)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(word, NextUInt32());
            int count = Math.Min(4, bytes.Length);
            word[..count].CopyTo(bytes);
            bytes = bytes[count..];
        }
    }

    /// <summary>SplitMix64.</summary>
    private static uint[] Expand(ulong seed)
    {
        var key = new uint[8];
        for (int i = 0; i < key.Length; i += 2)
        {
            seed += 0x9E37_79B9_7F4A_7C15;
            ulong mixed = seed;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58_476D_1CE4_E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
            mixed ^= mixed >> 31;
            key[i] = (uint)mixed;
            key[i + 1] = (uint)(mixed >> 32);
        }
        return key;
    }

    private void Refill()
    {
        uint[] b = _block;
        _input.CopyTo(b, 0);
        for (int round = 0; round < Rounds; round += 2)
        {
            Quarter(b, 0, 4, 8, 12);
            Quarter(b, 1, 5, 9, 13);
            Quarter(b, 2, 6, 10, 14);
            Quarter(b, 3, 7, 11, 15);
            Quarter(b, 0, 5, 10, 15);
            Quarter(b, 1, 6, 11, 12);
            Quarter(b, 2, 7, 8, 13);
            Quarter(b, 3, 4, 9, 14);
        }
        for (int i = 0; i < b.Length; i++)
            b[i] += _input[i];
        if (++_input[12] == 0)
            _input[13]++;
        _next = 0;
    }

    private static void Quarter(uint[] b, int i, int j, int k, int l)
    {
        b[i] += b[j];
        b[l] = BitOperations.RotateLeft(b[l] ^ b[i], 16);
        b[k] += b[l];
        b[j] = BitOperations.RotateLeft(b[j] ^ b[k], 12);
        b[i] += b[j];
        b[l] = BitOperations.RotateLeft(b[l] ^ b[i], 8);
        b[k] += b[l];
        b[j] = BitOperations.RotateLeft(b[j] ^ b[k], 7);
    }
}
