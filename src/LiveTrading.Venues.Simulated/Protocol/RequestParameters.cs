using System.Globalization;
using System.Text;
using System.Text.Json;
using LiveTrading.Model;

namespace LiveTrading.Venues.Simulated.Protocol;

/// <summary>
/// Parameters of a request, from a query and a form or from JSON, and the bytes their signature covers. Reading keeps the
/// first mistake in <see cref="Error"/>; handlers look there once after reading all.
/// </summary>
internal sealed class RequestParameters
{
    /// <summary>More parameters than any request has.</summary>
    public const int MaxParameters = 64;

    private const string DecimalRange = "^([0-9]{1,20})(\\.[0-9]{1,20})?$";
    private const string ClientIdRange = "^[a-zA-Z0-9-_]{1,36}$";
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private RequestParameters()
    {
    }

    /// <summary>The first mistake met.</summary>
    public VenueError? Error { get; private set; }

    /// <summary>The bytes a signature covers.</summary>
    public byte[] SignedPayload { get; private set; } = [];

    public string? Signature { get; private set; }

    /// <summary>From raw query and body; the signature covers both without a separator and without its own pair.</summary>
    public static RequestParameters FromRest(string query, ReadOnlySpan<byte> body)
    {
        var parameters = new RequestParameters();
        string form = Encoding.Latin1.GetString(body);
        parameters.AddPairs(query, overwrite: true);
        parameters.AddPairs(form, overwrite: false);
        parameters.Signature = parameters._values.GetValueOrDefault("signature");
        parameters.SignedPayload = Encoding.Latin1.GetBytes(WithoutSignature(query) + WithoutSignature(form));
        return parameters;
    }

    /// <summary>From the params of a WebSocket API request; the signature covers them sorted by name, values as they stand.</summary>
    public static RequestParameters FromJson(JsonElement json)
    {
        var parameters = new RequestParameters();
        if (json.ValueKind != JsonValueKind.Object)
            return parameters;
        foreach (JsonProperty property in json.EnumerateObject())
        {
            if (parameters._values.Count >= MaxParameters)
            {
                parameters.Fail(new VenueError(400, -1101, $"Too many parameters; expected '{MaxParameters}' and received more."));
                break;
            }

            string value = property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : property.Value.GetRawText();
            if (!parameters._values.TryAdd(property.Name, value))
                parameters.Fail(new VenueError(400, -1101, "Duplicate values for a parameter detected."));
        }

        parameters.Signature = parameters._values.GetValueOrDefault("signature");
        IEnumerable<string> pairs = parameters._values.Where(p => p.Key != "signature").OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => p.Key + "=" + p.Value);
        parameters.SignedPayload = Encoding.UTF8.GetBytes(string.Join('&', pairs));
        return parameters;
    }

    public void Fail(VenueError error) => Error ??= error;

    public bool Has(string name) => _values.TryGetValue(name, out string? value) && value.Length > 0 && value != "null";

    public string? Text(string name) => Has(name) ? _values[name] : null;

    public string RequiredText(string name)
    {
        if (Text(name) is { } value)
            return value;
        Fail(VenueError.Missing(name));
        return "";
    }

    /// <summary>One of several words; an absent one is null.</summary>
    public T? Choice<T>(string name, IReadOnlyDictionary<string, T> choices, VenueError otherwise)
        where T : struct
    {
        if (Text(name) is not { } text)
            return null;
        if (choices.TryGetValue(text, out T value))
            return value;
        Fail(otherwise);
        return null;
    }

    public long? Integer(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (text.Length <= 20 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value))
            return value;
        Fail(VenueError.IllegalCharacters(name, "^[0-9]{1,20}$"));
        return null;
    }

    /// <summary>A limit of a list: default and largest.</summary>
    public int Limit(int otherwise, int max)
    {
        long value = Integer("limit") ?? otherwise;
        if (value < 1)
            Fail(new VenueError(400, -1130, "Data sent for parameter 'limit' is not valid."));
        return (int)Math.Min(value, max);
    }

    /// <summary>An amount times 10^8; 0 when absent.</summary>
    public long Amount(string name)
    {
        if (Text(name) is not { } text)
            return 0;
        int point = text.IndexOf('.', StringComparison.Ordinal);
        string whole = point < 0 ? text : text[..point];
        string part = point < 0 ? "0" : text[(point + 1)..];
        if (whole.Length is < 1 or > 20 || part.Length is < 1 or > 20 || !whole.All(char.IsAsciiDigit) || !part.All(char.IsAsciiDigit))
        {
            Fail(VenueError.IllegalCharacters(name, DecimalRange));
            return 0;
        }

        if (part.TrimEnd('0').Length > FixedPoint.Decimals)
        {
            Fail(new VenueError(400, -1111, $"Parameter '{name}' has too much precision."));
            return 0;
        }

        if (FixedPoint.TryParse(Encoding.ASCII.GetBytes(text), out long raw))
            return raw;
        Fail(new VenueError(400, -1108, $"Parameter '{name}' overflowed."));
        return 0;
    }

    /// <summary>An amount above 0.</summary>
    public long RequiredAmount(string name)
    {
        long value = Amount(name);
        if (value == 0)
            Fail(VenueError.Missing(name));
        return value;
    }

    /// <summary>A client order id; null when absent.</summary>
    public string? ClientId(string name)
    {
        string? id = Text(name);
        if (id is not null && (id.Length > 36 || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')))
            Fail(VenueError.IllegalCharacters(name, ClientIdRange));
        return id;
    }

    private static string WithoutSignature(string text)
    {
        int start = text.StartsWith("signature=", StringComparison.Ordinal) ? 0 : text.IndexOf("&signature=", StringComparison.Ordinal);
        if (start < 0)
            return text;
        int end = text.IndexOf('&', start + 1);
        if (end < 0)
            return text[..start];
        return start == 0 ? text[(end + 1)..] : text[..start] + text[end..];
    }

    private void AddPairs(string text, bool overwrite)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            if (seen.Count >= MaxParameters)
            {
                Fail(new VenueError(400, -1101, $"Too many parameters; expected '{MaxParameters}' and received more."));
                return;
            }

            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string name = Uri.UnescapeDataString(equals < 0 ? pair : pair[..equals]);
            string raw = equals < 0 ? "" : pair[(equals + 1)..];
            string value = Uri.UnescapeDataString(name == "signature" ? raw : raw.Replace('+', ' '));
            if (!seen.Add(name))
                Fail(new VenueError(400, -1101, "Duplicate values for a parameter detected."));
            if (overwrite || !_values.ContainsKey(name))
                _values[name] = value;
        }
    }
}
