namespace LiveTrading.Venues.Simulated.Capture;

/// <summary>What a recorded message is, as far as the venue's own book cares.</summary>
public enum CaptureRecordKind
{
    /// <summary>A frame of a stream the venue only passes on.</summary>
    Other,

    /// <summary>A diff of the book (<c>…@depth</c>, <c>…@depth@100ms</c>).</summary>
    Depth,

    /// <summary>A single trade (<c>…@trade</c>).</summary>
    Trade,

    /// <summary>Best bid and offer (<c>…@bookTicker</c>).</summary>
    BookTicker,

    /// <summary>The answer of the depth route, without a stream name.</summary>
    DepthSnapshot,
}
