using System.Buffers.Binary;
using LiveTrading.WebSockets.Frames;
using LiveTrading.WebSockets.Tests.Harness;

namespace LiveTrading.WebSockets.Tests.Frames;

public sealed class FrameWriterTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(65535)]
    [InlineData(65536)]
    [InlineData(100_000)]
    public void Write_any_length_is_what_the_rfc_says(int length)
    {
        var payload = new byte[length];
        new Random(length).NextBytes(payload);
        var buffer = new byte[length + FrameWriter.MaxHeaderBytes];

        int plain = FrameWriter.Write(buffer, FrameOpcode.Binary, final: true, payload);
        Assert.Equal(FrameBytes.Frame(0x82, payload), buffer[..plain]);
        Assert.Equal(plain, length + FrameWriter.HeaderBytes(length, masked: false));
        int masked = FrameWriter.WriteMasked(buffer, FrameOpcode.Binary, final: true, payload, FrameBytes.Key);
        Assert.Equal(FrameBytes.Frame(0x82, payload, masked: true), buffer[..masked]);
        Assert.Equal(masked, length + FrameWriter.HeaderBytes(length, masked: true));
    }

    [Fact]
    public void Copy_every_length_and_offset_is_the_plain_xor()
    {
        var random = new Random(3);
        var source = new byte[300];
        random.NextBytes(source);
        for (int offset = 0; offset < 8; offset++)
        {
            for (int length = 0; length <= 200; length++)
            {
                uint key = (uint)random.NextInt64();
                var keyBytes = new byte[4];
                BinaryPrimitives.WriteUInt32LittleEndian(keyBytes, key);
                var destination = new byte[300];
                FrameMask.Copy(source.AsSpan(offset, length), destination.AsSpan(offset), key);
                for (int i = 0; i < 300; i++)
                {
                    bool inside = i >= offset && i < offset + length;
                    Assert.Equal(inside ? source[i] ^ keyBytes[(i - offset) % 4] : 0, destination[i]);
                }
            }
        }
    }

    [Fact]
    public void RandomSource_same_seed_repeats_and_masks_are_spread()
    {
        var one = new RandomSource(42);
        var same = new RandomSource(42);
        var other = new RandomSource(43);
        var seen = new HashSet<uint>();
        int differing = 0;
        int ones = 0;
        for (int i = 0; i < 10_000; i++)
        {
            uint value = one.NextUInt32();
            Assert.Equal(value, same.NextUInt32());
            if (value != other.NextUInt32())
                differing++;
            seen.Add(value);
            ones += System.Numerics.BitOperations.PopCount(value);
        }
        Assert.True(seen.Count > 9_990 && differing > 9_990, $"{seen.Count} distinct, {differing} differing");
        Assert.InRange(ones, 158_000, 162_000);
    }

    [Fact]
    public void RandomSource_block_is_the_cipher_of_eight_rounds()
    {
        // The test vector of ChaCha8 with an all-zero 256-bit key and nonce (Strombergson's chacha test vectors, TC1).
        Assert.Equal("3E00EF2F895F40D67F5BB8E81F09A5A12C840EC3CE9A7F3B181BE188EF711A1E", ZeroKeyBlock());
    }

    private static string ZeroKeyBlock()
    {
        var bytes = new byte[32];
        RandomSource.WithKey(new uint[8]).Fill(bytes);
        return Convert.ToHexString(bytes);
    }
}
