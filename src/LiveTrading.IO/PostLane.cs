namespace LiveTrading.IO;

/// <summary>Which queue posted work goes through.</summary>
public enum PostLane
{
    /// <summary>Ordinary work: served last in a turn.</summary>
    Work,

    /// <summary>Stop, kill, cancel: served first in a turn.</summary>
    Control,
}
