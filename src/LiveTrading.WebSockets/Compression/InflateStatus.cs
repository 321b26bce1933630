namespace LiveTrading.WebSockets.Compression;

/// <summary>How far an <see cref="Inflater"/> came.</summary>
internal enum InflateStatus
{
    /// <summary>All that was given is used.</summary>
    Ok,

    /// <summary>Not DEFLATE, a reference beyond the window, or an end within a block.</summary>
    Invalid,

    /// <summary>The message grew beyond its limit.</summary>
    TooBig,
}
