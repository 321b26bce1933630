using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace LiveTrading.Configuration;

/// <summary>Reads typed values of one configuration section and collects every problem: values that cannot be read and keys that nothing reads.</summary>
public sealed class SettingsReader
{
    private readonly IConfigurationSection _section;
    private readonly List<OptionsProblem> _problems;
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A reader of a section; the section may be missing.</summary>
    public SettingsReader(IConfigurationSection section, List<OptionsProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(problems);
        _section = section;
        _problems = problems;
    }

    /// <summary>True when the section has anything.</summary>
    public bool Exists => _section.Exists();

    /// <summary>A reader of a section below.</summary>
    public SettingsReader Section(string key)
    {
        _known.Add(key);
        return new SettingsReader(_section.GetSection(key), _problems);
    }

    /// <summary>Readers of the elements of an array, in order.</summary>
    public IReadOnlyList<SettingsReader> Elements(string key)
    {
        _known.Add(key);
        return [.. _section.GetSection(key).GetChildren().Select(c => new SettingsReader(c, _problems))];
    }

    /// <summary>Names and readers of the sections below a key; a plain value in the place of a section is a problem.</summary>
    public IReadOnlyList<(string Name, SettingsReader Reader)> Sections(string key)
    {
        _known.Add(key);
        List<(string, SettingsReader)> sections = [];
        foreach (IConfigurationSection child in _section.GetSection(key).GetChildren())
        {
            if (!string.IsNullOrEmpty(child.Value))
                _problems.Add(new OptionsProblem(child.Path, $"is '{child.Value}', but stands where a section of keys must."));
            sections.Add((child.Key, new SettingsReader(child, _problems)));
        }

        return sections;
    }

    /// <summary>Text; a missing key gives the default.</summary>
    public string Text(string key, string normal) => Find(key) ?? normal;

    /// <summary>Text, or null when the key is missing.</summary>
    public string? TextOrNull(string key) => Find(key);

    /// <summary>Text that must be there.</summary>
    public string Required(string key)
    {
        if (Find(key) is { Length: > 0 } value)
            return value;
        Report(key, "is missing.");
        return "";
    }

    /// <summary>The texts of an array.</summary>
    public IReadOnlyList<string> Texts(string key)
    {
        _known.Add(key);
        return [.. _section.GetSection(key).GetChildren().Select(c => c.Value ?? "")];
    }

    /// <summary>Names and texts of the keys of a section.</summary>
    public Dictionary<string, string> Map(string key)
    {
        _known.Add(key);
        return _section.GetSection(key).GetChildren().ToDictionary(c => c.Key, c => c.Value ?? "", StringComparer.Ordinal);
    }

    /// <summary>A whole number.</summary>
    public int Integer(string key, int normal) => Read(key, normal, static (string t, out int v) => int.TryParse(t, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out v), "a whole number");

    /// <summary>A whole number of any size.</summary>
    public long Long(string key, long normal) => Read(key, normal, static (string t, out long v) => long.TryParse(t, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out v), "a whole number");

    /// <summary>A decimal number with a point.</summary>
    public decimal Number(string key, decimal normal) => Read(key, normal, static (string t, out decimal v) => decimal.TryParse(t, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out v), "a number");

    /// <summary>A whole number, or null when the key is missing.</summary>
    public int? IntegerOrNull(string key) => Find(key) is null ? null : Integer(key, 0);

    /// <summary>A decimal number with a point, or null when the key is missing.</summary>
    public decimal? NumberOrNull(string key) => Find(key) is null ? null : Number(key, 0m);

    /// <summary>True or false.</summary>
    public bool Flag(string key, bool normal) => Read(key, normal, bool.TryParse, "true or false");

    /// <summary>One of an enumeration's names.</summary>
    public T Choice<T>(string key, T normal) where T : struct, Enum =>
        Read(key, normal, static (string t, out T v) => Enum.TryParse(t, ignoreCase: true, out v) && Enum.IsDefined(v) && !char.IsAsciiDigit(t[0]), string.Join(" or ", Enum.GetNames<T>()));

    /// <summary>A length of time as <c>hh:mm:ss</c> with optional fraction.</summary>
    public TimeSpan Duration(string key, TimeSpan normal) => Read(key, normal, TryReadDuration, "a time as hh:mm:ss, such as 00:00:30 or 00:00:00.250");

    /// <summary>A length of time, or null when the key is missing or empty.</summary>
    public TimeSpan? DurationOrNull(string key) => string.IsNullOrEmpty(_section[key]) && _known.Add(key) ? null : string.IsNullOrEmpty(_section[key]) ? null : Duration(key, default);

    /// <summary>Reports a problem of a key of this section.</summary>
    public void Report(string key, string message) => _problems.Add(new OptionsProblem(_section.Path + ":" + key, message));

    /// <summary>Reports every key of the section that was not read: a misspelt key must not be silence.</summary>
    public void ReportUnknown()
    {
        foreach (IConfigurationSection child in _section.GetChildren())
        {
            if (!_known.Contains(child.Key))
                Report(child.Key, "is not a known key; known are " + string.Join(", ", _known.Order(StringComparer.OrdinalIgnoreCase)) + ".");
        }
    }

    // A bare number would be taken for days: refused, since nobody means that.
    private static bool TryReadDuration(string text, out TimeSpan value)
    {
        value = default;
        return text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value);
    }

    private string? Find(string key)
    {
        _known.Add(key);
        return _section[key];
    }

    private T Read<T>(string key, T normal, Reading<T> reading, string expected)
    {
        if (Find(key) is not { } text)
            return normal;
        if (reading(text, out T value))
            return value;
        Report(key, $"'{text}' is not {expected}.");
        return normal;
    }

    private delegate bool Reading<T>(string text, out T value);
}
