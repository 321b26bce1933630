namespace LiveTrading.WebSockets.Conformance.Cases;

/// <summary>How heavy the heavy cases are.</summary>
internal enum CaseSize
{
    /// <summary>Every area and every boundary, with megabytes brought down: for each build.</summary>
    Quick,

    /// <summary>Up to 16 MiB, 65,536 fragments and a thousand messages.</summary>
    Full,
}
