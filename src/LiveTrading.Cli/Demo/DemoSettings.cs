namespace LiveTrading.Cli.Demo;

/// <summary>What the command line asked the demo for.</summary>
internal sealed record DemoSettings
{
    /// <summary>Wall time; null: until the recording ends.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Playback speed; 0: as fast as possible.</summary>
    public double Speed { get; init; }

    /// <summary>Recordings, one after the other.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Book mismatches allowed.</summary>
    public long MaxMismatches { get; init; }

    /// <summary>Journal directory; null: a temporary one.</summary>
    public string? JournalDirectory { get; init; }

    /// <summary>Where the session is recorded; null: nowhere.</summary>
    public string? RecordingDirectory { get; init; }

    /// <summary>Machine output.</summary>
    public bool Json { get; init; }
}
