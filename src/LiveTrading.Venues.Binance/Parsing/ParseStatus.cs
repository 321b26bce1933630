namespace LiveTrading.Venues.Binance.Parsing;

/// <summary>How reading a message from the venue ended. Anything but <see cref="Ok"/> means that nothing of the message was used.</summary>
internal enum ParseStatus : byte
{
    /// <summary>Read.</summary>
    Ok,

    /// <summary>Not JSON: a character that cannot stand there.</summary>
    Syntax,

    /// <summary>The text ends before the value does.</summary>
    Truncated,

    /// <summary>Nested deeper than <see cref="JsonCursor.MaxDepth"/>.</summary>
    TooDeep,

    /// <summary>A field holds another kind of value than it must.</summary>
    WrongType,

    /// <summary>A field that must be there is not.</summary>
    MissingField,

    /// <summary>A number, price, quantity or time that cannot be held exactly, or is negative where it must not be.</summary>
    OutOfRange,

    /// <summary>More entries in a list than <see cref="ParseLimits"/> allows.</summary>
    TooMany,

    /// <summary>Well-formed, but of no kind we know.</summary>
    UnknownType,
}
