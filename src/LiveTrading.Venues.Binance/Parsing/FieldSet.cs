namespace LiveTrading.Venues.Binance.Parsing;

/// <summary>Which of a message's one-letter mandatory fields were seen.</summary>
/// <param name="required">At most 32 ASCII letters, each the name of a field.</param>
internal ref struct FieldSet(string required)
{
    private uint _seen;
    private int _last = -1;

    /// <summary>All mandatory fields were there.</summary>
    public readonly bool IsComplete => _seen == (uint)((1UL << required.Length) - 1);

    /// <summary>The field marked last, for messages.</summary>
    public readonly string Last => _last < 0 ? "" : required.Substring(_last, 1);

    /// <summary>The first mandatory field not seen.</summary>
    public readonly string FirstMissing
    {
        get
        {
            for (int i = 0; i < required.Length; i++)
            {
                if ((_seen & (1u << i)) == 0)
                    return required.Substring(i, 1);
            }

            return "";
        }
    }

    /// <summary>Notes a field.</summary>
    /// <returns>Its letter, or <c>'\0'</c> for a field that is not mandatory here.</returns>
    public char Mark(ReadOnlySpan<byte> name)
    {
        if (name.Length != 1)
            return '\0';
        int index = required.IndexOf((char)name[0], StringComparison.Ordinal);
        _last = index;
        if (index < 0)
            return '\0';
        _seen |= 1u << index;
        return required[index];
    }
}
