namespace LiveTrading.Engine.Recording;

/// <summary>How a recording ended.</summary>
public enum RecordingEnd : byte
{
    /// <summary>Nothing says so: it is being written, or its process was killed. It replays up to its end.</summary>
    Open,

    /// <summary>With its session: it replays to the end.</summary>
    Complete,

    /// <summary>Before its session, which went on: it replays up to there. The reason stands beside it.</summary>
    Broken,
}
