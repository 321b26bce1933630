using System.Globalization;

namespace LiveTrading.Engine.Recording;

/// <summary>Reads a recording block by block. Cold.</summary>
internal sealed class RecordingReader
{
    private readonly IRecordingBytes _bytes;
    private readonly byte[] _block = new byte[RecordingFormat.MaxBlockBytes];
    private long _number;
    private long _nextOffset = RecordingFormat.HeaderBytes;

    /// <exception cref="RecordingException">It is none, or of a newer version.</exception>
    public RecordingReader(IRecordingBytes bytes)
    {
        _bytes = bytes;
        byte[] header = new byte[RecordingFormat.HeaderBytes];
        int read = bytes.Read(0, header);
        if (RecordingFormat.CheckHeader(header.AsSpan(0, read), out long started) is { } problem)
            throw new RecordingException($"{bytes.Name} cannot be replayed: {problem}.");
        StartedNanos = started;
        (End, EndText) = RecordingFormat.ReadEnd(header.AsSpan(RecordingFormat.EndOffset));
    }

    public string Name => _bytes.Name;

    /// <summary>Wall time of the start.</summary>
    public long StartedNanos { get; }

    public RecordingEnd End { get; }

    /// <summary>Why it ended before its session.</summary>
    public string EndText { get; }

    /// <summary>Offset of the present block.</summary>
    public long Offset { get; private set; }

    public RecordingBlockHeader Header { get; private set; }

    public ReadOnlySpan<byte> Block => _block.AsSpan(0, Length);

    public int Length { get; private set; }

    /// <summary>What stopped the reading other than the end; null when nothing did.</summary>
    public string? Damage { get; private set; }

    /// <summary>The bytes end within a block: whoever wrote it was stopped there.</summary>
    public bool IsCutOff { get; private set; }

    /// <summary>Goes to the next block.</summary>
    /// <returns>False at the end, at a block cut off, or at damage.</returns>
    public bool MoveNext()
    {
        Length = 0;
        if (Damage is not null || IsCutOff)
            return false;
        Offset = _nextOffset;
        int read = _bytes.Read(Offset, _block.AsSpan(0, RecordingFormat.BlockHeaderBytes));
        if (read < RecordingFormat.BlockHeaderBytes)
        {
            IsCutOff = read > 0;
            return false;
        }

        int length = RecordingFormat.BlockLength(_block);
        if (length == 0)
            return Fail("no block begins there");
        int rest = length - RecordingFormat.BlockHeaderBytes;
        if (_bytes.Read(Offset + RecordingFormat.BlockHeaderBytes, _block.AsSpan(RecordingFormat.BlockHeaderBytes, rest)) < rest)
        {
            IsCutOff = true;
            return false;
        }

        if (!RecordingFormat.TryReadBlock(_block.AsSpan(0, length), out RecordingBlockHeader header))
            return Fail("the checksum of the block is wrong");
        if (header.Number != _number + 1)
            return Fail(string.Create(CultureInfo.InvariantCulture, $"the block is number {header.Number} where {_number + 1} should stand"));
        _number = header.Number;
        _nextOffset = Offset + length;
        Header = header;
        Length = length;
        return true;
    }

    /// <summary>What was read makes no sense, although its checksum is right.</summary>
    public void Reject(string what, int offsetInBlock) => Fail(what, offsetInBlock);

    private bool Fail(string what, int offsetInBlock = 0)
    {
        Damage = string.Create(CultureInfo.InvariantCulture, $"{_bytes.Name}, offset {Offset + offsetInBlock}: {what}");
        return false;
    }
}
