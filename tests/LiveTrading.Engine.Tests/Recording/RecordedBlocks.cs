using LiveTrading.Engine.Recording;

namespace LiveTrading.Engine.Tests.Recording;

/// <summary>Blocks in memory, of any size, so that a few records fill several.</summary>
internal sealed class RecordedBlocks : IRecordingBlocks, IRecordingBytes
{
    private readonly int _blockBytes;
    private byte[] _bytes = new byte[RecordingFormat.HeaderBytes];

    public RecordedBlocks(int blockBytes = RecordingFormat.MaxBlockBytes)
    {
        _blockBytes = blockBytes;
        First = new byte[blockBytes];
        RecordingFormat.WriteHeader(_bytes, 42);
    }

    public string Name => "memory";

    public byte[] First { get; }

    public string? Failure { get; set; }

    public int Blocks { get; private set; }

    /// <summary>Blocks after which none is free; 0: never.</summary>
    public int FullAfter { get; init; }

    public List<string?> Ends { get; } = [];

    public byte[] Bytes
    {
        get => _bytes;
        set => _bytes = value;
    }

    public byte[]? Exchange(byte[] block, int length, bool wait)
    {
        RecordingFormat.CompleteBlock(block.AsSpan(0, length));
        _bytes = [.. _bytes, .. block.AsSpan(0, length)];
        return ++Blocks == FullAfter ? null : new byte[_blockBytes];
    }

    public void Complete(string? failure)
    {
        Ends.Add(failure);
        RecordingFormat.WriteEnd(_bytes.AsSpan(RecordingFormat.EndOffset), failure is null ? RecordingEnd.Complete : RecordingEnd.Broken, failure ?? "");
    }

    public int Read(long offset, Span<byte> destination)
    {
        if (offset >= _bytes.Length)
            return 0;
        int count = (int)Math.Min(destination.Length, _bytes.Length - offset);
        _bytes.AsSpan((int)offset, count).CopyTo(destination);
        return count;
    }
}
