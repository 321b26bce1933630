using LiveTrading.Engine.Recording;

namespace LiveTrading.Tests.Recording.Harness;

/// <summary>The bytes of a recording in memory.</summary>
internal sealed class RecordedMemory(ReadOnlyMemory<byte> bytes) : IRecordingBytes
{
    public string Name => "memory";

    public int Read(long offset, Span<byte> destination)
    {
        if (offset >= bytes.Length)
            return 0;
        ReadOnlySpan<byte> rest = bytes.Span[(int)offset..];
        int count = Math.Min(rest.Length, destination.Length);
        rest[..count].CopyTo(destination);
        return count;
    }
}
