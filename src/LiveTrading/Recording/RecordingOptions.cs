namespace LiveTrading.Recording;

/// <summary>Whether and where the session is recorded, so that it can be replayed. It shares nothing with the order journal: a recording that fails ends, and trading goes on.</summary>
public sealed class RecordingOptions
{
    /// <summary>Directory, made if missing, one file a session; null (default): nothing is recorded.</summary>
    public string? Directory { get; set; }

    /// <summary>Bytes that all recordings in the directory may take together; default 10 GiB, 1 MiB to 1 PiB. What is there is never removed: at the limit the recording ends.</summary>
    public long MaxBytes { get; set; } = 10L * 1024 * 1024 * 1024;

    /// <summary>Memory between the loop thread and the writer, in bytes; default 16 MiB, 4 MiB to 1 GiB. When it is full the recording ends.</summary>
    public int BufferBytes { get; set; } = 16 * 1024 * 1024;
}
