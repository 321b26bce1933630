using System.Globalization;

namespace LiveTrading.WebSockets.Compression;

/// <summary>The parameters of one permessage-deflate element (RFC 7692 §7.1), read the same way from offers and answers.</summary>
internal sealed record DeflateParameters
{
    /// <summary>In <see cref="ClientWindowBits"/>: named without a value, which only an offer may do.</summary>
    public const int NoValue = 0;

    public bool ServerNoContextTakeover { get; private init; }

    public bool ClientNoContextTakeover { get; private init; }

    /// <summary>Null: not named.</summary>
    public int? ServerWindowBits { get; private init; }

    /// <summary>Null: not named; <see cref="NoValue"/>: without a value.</summary>
    public int? ClientWindowBits { get; private init; }

    /// <summary>Reads the parameters.</summary>
    /// <param name="element">A permessage-deflate element.</param>
    /// <param name="isOffer">Whether <c>client_max_window_bits</c> may stand without a value.</param>
    /// <param name="parameters">What they say.</param>
    /// <param name="error">What is wrong, in a clause; empty when true is returned.</param>
    public static bool TryRead(ExtensionElement element, bool isOffer, out DeflateParameters parameters, out string error)
    {
        parameters = new DeflateParameters();
        error = "";
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (ExtensionParameter parameter in element.Parameters)
        {
            if (!seen.Add(parameter.Name))
            {
                error = $"the parameter {parameter.Name} twice";
                return false;
            }
            switch (parameter.Name)
            {
                case "server_no_context_takeover" when parameter.Value is null:
                    parameters = parameters with { ServerNoContextTakeover = true };
                    break;
                case "client_no_context_takeover" when parameter.Value is null:
                    parameters = parameters with { ClientNoContextTakeover = true };
                    break;
                case "server_max_window_bits" when TryReadBits(parameter.Value, out int bits):
                    parameters = parameters with { ServerWindowBits = bits };
                    break;
                case "client_max_window_bits" when TryReadBits(parameter.Value, out int bits):
                    parameters = parameters with { ClientWindowBits = bits };
                    break;
                case "client_max_window_bits" when isOffer && parameter.Value is null:
                    parameters = parameters with { ClientWindowBits = NoValue };
                    break;
                case "server_no_context_takeover" or "client_no_context_takeover":
                    error = $"a value for {parameter.Name}, which has none";
                    return false;
                case "server_max_window_bits" or "client_max_window_bits":
                    error = $"{parameter.Name} without a whole number of 8 to 15";
                    return false;
                default:
                    error = $"the unknown parameter {parameter.Name}";
                    return false;
            }
        }
        return true;
    }

    /// <summary>Decimal, no sign, no leading zero, 8 to 15 (RFC 7692 §7.1.2.1).</summary>
    private static bool TryReadBits(string? text, out int bits)
    {
        bits = 0;
        return text is not null && text.Length <= 2 && text[0] != '0'
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out bits)
            && bits is >= PerMessageDeflateOptions.MinWindowBits and <= PerMessageDeflateOptions.MaxWindowBits;
    }
}
