using LiveTrading.Engine.Recording;

namespace LiveTrading.Tests.Recording.Harness;

/// <summary>A recording in memory, whole at once; it can be told to fail.</summary>
internal sealed class MemoryRecording : IRecordingBlocks
{
    private readonly byte[] _header = new byte[RecordingFormat.HeaderBytes];
    private readonly List<byte[]> _stored = [];
    private byte[] _block = new byte[RecordingFormat.MaxBlockBytes];

    public MemoryRecording() => RecordingFormat.WriteHeader(_header, 0);

    public byte[] First => _block;

    public string? Failure { get; set; }

    /// <summary>Blocks handed over after which none is free; negative: never.</summary>
    public int FullAfter { get; set; } = -1;

    public int Blocks { get; private set; }

    public long Length => _header.Length + _stored.Sum(b => (long)b.Length);

    /// <summary>What it was completed with; null before, empty for no failure.</summary>
    public string? End { get; private set; }

    public byte[]? Exchange(byte[] block, int length, bool wait)
    {
        Assert.Same(_block, block);
        if (Failure is not null)
            return null;
        RecordingFormat.CompleteBlock(block.AsSpan(0, length));
        _stored.Add(block.AsSpan(0, length).ToArray());
        Blocks++;
        if (Blocks == FullAfter)
            return null;
        _block = new byte[RecordingFormat.MaxBlockBytes];
        return _block;
    }

    public void Complete(string? failure)
    {
        Assert.Null(End);
        End = failure ?? "";
        RecordingFormat.WriteEnd(_header.AsSpan(RecordingFormat.EndOffset), failure is null ? RecordingEnd.Complete : RecordingEnd.Broken, End);
    }

    public byte[] ToArray() => [.. _header, .. _stored.SelectMany(b => b)];
}
