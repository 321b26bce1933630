namespace LiveTrading.Engine.Execution;

/// <summary>How a fill relates to what is known.</summary>
public enum FillNovelty : byte
{
    /// <summary>Not seen before.</summary>
    New,

    /// <summary>Seen before, nothing new.</summary>
    Known,

    /// <summary>Seen before without its commission, which this source tells.</summary>
    Completes,

    /// <summary>Seen before with another price, quantity or commission.</summary>
    Contradicts,
}
