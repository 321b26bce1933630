namespace LiveTrading.Engine.Recording;

/// <summary>The bytes of a recording, to be read.</summary>
public interface IRecordingBytes
{
    /// <summary>What people call it: a file's path.</summary>
    string Name { get; }

    /// <summary>Reads as many bytes as there are, up to the span's length.</summary>
    /// <param name="offset">From the start.</param>
    /// <param name="destination">Where to.</param>
    /// <returns>Bytes read; fewer than asked for only at the end.</returns>
    int Read(long offset, Span<byte> destination);
}
