using System.Globalization;
using System.Text;

namespace LiveTrading.WebSockets.Compression;

/// <summary>Offers, answers and judges permessage-deflate (RFC 7692 §5, §7.1).</summary>
internal static class DeflateNegotiation
{
    /// <summary>What a client writes into Sec-WebSocket-Extensions.</summary>
    public static string Offer(PerMessageDeflateOptions options)
    {
        var text = new StringBuilder(ExtensionElement.PerMessageDeflate);
        if (options.ServerNoContextTakeover)
            text.Append("; server_no_context_takeover");
        if (options.ClientNoContextTakeover)
            text.Append("; client_no_context_takeover");
        if (options.ServerMaxWindowBits < PerMessageDeflateOptions.MaxWindowBits)
            text.Append(CultureInfo.InvariantCulture, $"; server_max_window_bits={options.ServerMaxWindowBits}");
        // Always named: without it the server could not ask for less.
        text.Append("; client_max_window_bits");
        if (options.ClientMaxWindowBits < PerMessageDeflateOptions.MaxWindowBits)
            text.Append(CultureInfo.InvariantCulture, $"={options.ClientMaxWindowBits}");
        return text.ToString();
    }

    /// <summary>A client judges the server's answer.</summary>
    /// <param name="options">What was offered; null: nothing.</param>
    /// <param name="answer">The extensions in the answer.</param>
    /// <param name="agreement">Null: no compression.</param>
    /// <param name="error">Why the answer is refused, in a clause; empty when true is returned.</param>
    public static bool TryJudge(PerMessageDeflateOptions? options, List<ExtensionElement> answer, out DeflateAgreement? agreement, out string error)
    {
        agreement = null;
        error = "";
        if (answer.Count == 0)
            return true;
        if (options is null || answer.Any(static e => !e.IsPerMessageDeflate))
            error = "the server chose an extension that was not offered";
        else if (answer.Count > 1)
            error = "the server chose permessage-deflate twice";
        else if (!DeflateParameters.TryRead(answer[0], isOffer: false, out DeflateParameters p, out string wrong))
            error = $"the server answered permessage-deflate with {wrong}";
        else if (options.ServerNoContextTakeover && !p.ServerNoContextTakeover)
            error = "the server chose permessage-deflate without server_no_context_takeover, which was asked for";
        else if (options.ServerMaxWindowBits < PerMessageDeflateOptions.MaxWindowBits && !(p.ServerWindowBits <= options.ServerMaxWindowBits))
            error = string.Create(CultureInfo.InvariantCulture, $"the server chose permessage-deflate without a server_max_window_bits of at most {options.ServerMaxWindowBits}, which was asked for");
        else if (p.ClientWindowBits > options.ClientMaxWindowBits)
            error = string.Create(CultureInfo.InvariantCulture, $"the server answered client_max_window_bits {p.ClientWindowBits}, more than the {options.ClientMaxWindowBits} that were offered");
        else
            agreement = new DeflateAgreement(
                ServerTakesOver: !p.ServerNoContextTakeover,
                ClientTakesOver: !p.ClientNoContextTakeover && !options.ClientNoContextTakeover,
                ServerWindowBits: p.ServerWindowBits ?? PerMessageDeflateOptions.MaxWindowBits,
                ClientWindowBits: p.ClientWindowBits ?? options.ClientMaxWindowBits);
        return error.Length == 0;
    }

    /// <summary>A server chooses: the first offer of permessage-deflate that is valid. Others are passed over, as if they had not been made.</summary>
    /// <param name="options">What is granted; null: nothing.</param>
    /// <param name="offers">The extensions in the request, most wanted first.</param>
    /// <param name="agreement">Of the chosen offer.</param>
    /// <param name="answer">For Sec-WebSocket-Extensions.</param>
    public static bool TryChoose(PerMessageDeflateOptions? options, List<ExtensionElement> offers, out DeflateAgreement agreement, out string answer)
    {
        agreement = default;
        answer = "";
        if (options is null)
            return false;
        foreach (ExtensionElement offer in offers)
        {
            if (!offer.IsPerMessageDeflate || !DeflateParameters.TryRead(offer, isOffer: true, out DeflateParameters asked, out _))
                continue;
            agreement = Grant(options, asked, out answer);
            return true;
        }
        return false;
    }

    private static DeflateAgreement Grant(PerMessageDeflateOptions options, DeflateParameters asked, out string answer)
    {
        var text = new StringBuilder(ExtensionElement.PerMessageDeflate);
        bool serverAlone = asked.ServerNoContextTakeover || options.ServerNoContextTakeover;
        bool clientAlone = asked.ClientNoContextTakeover || options.ClientNoContextTakeover;
        int serverBits = Math.Min(asked.ServerWindowBits ?? PerMessageDeflateOptions.MaxWindowBits, options.ServerMaxWindowBits);
        int clientBits = PerMessageDeflateOptions.MaxWindowBits;
        if (serverAlone)
            text.Append("; server_no_context_takeover");
        if (clientAlone)
            text.Append("; client_no_context_takeover");
        if (asked.ServerWindowBits is not null || serverBits < PerMessageDeflateOptions.MaxWindowBits)
            text.Append(CultureInfo.InvariantCulture, $"; server_max_window_bits={serverBits}");
        // Only a client that named the parameter may be answered with it.
        if (asked.ClientWindowBits is { } named)
        {
            clientBits = Math.Min(named == DeflateParameters.NoValue ? PerMessageDeflateOptions.MaxWindowBits : named, options.ClientMaxWindowBits);
            if (clientBits < PerMessageDeflateOptions.MaxWindowBits)
                text.Append(CultureInfo.InvariantCulture, $"; client_max_window_bits={clientBits}");
        }
        answer = text.ToString();
        return new DeflateAgreement(!serverAlone, !clientAlone, serverBits, clientBits);
    }
}
