using System.Buffers.Binary;
using System.Text;
using LiveTrading.Engine.Recording;

namespace LiveTrading.Tests.Recording.Harness;

/// <summary>The blocks of a recording's bytes, found by what its page says of the format.</summary>
internal static class StoredBlocks
{
    public static IEnumerable<Range> Of(byte[] bytes)
    {
        int at = RecordingFormat.HeaderBytes;
        while (at < bytes.Length)
        {
            Assert.Equal("LTRECBLK", Encoding.ASCII.GetString(bytes, at, 8));
            int length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 8));
            yield return at..(at + length);
            at += length;
        }
    }

    public static (RecordingEnd End, string Text) End(byte[] bytes)
    {
        ReadOnlySpan<byte> end = bytes.AsSpan(RecordingFormat.EndOffset);
        return ((RecordingEnd)end[0], Encoding.UTF8.GetString(end.Slice(4, BinaryPrimitives.ReadUInt16LittleEndian(end[2..]))));
    }
}
