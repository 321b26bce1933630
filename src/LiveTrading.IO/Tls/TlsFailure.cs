using System.Text;

namespace LiveTrading.IO.Tls;

/// <summary>Says in one line why TLS failed: an alert of the other side in words, else what the platform says.</summary>
/// <remarks>RFC 8446 §6. The platform gives alerts as OpenSSL's text alone, such as <c>tlsv13 alert certificate required</c>.</remarks>
internal static class TlsFailure
{
    private const string AlertMark = " alert ";
    private const int MaxChars = 300;

    /// <param name="error">As SslStream threw it.</param>
    /// <param name="showedCertificate">A client's certificate was there to be shown.</param>
    internal static string Describe(Exception error, bool showedCertificate)
    {
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            int at = cause.Message.IndexOf(AlertMark, StringComparison.Ordinal);
            if (at >= 0)
            {
                string alert = OneLine(cause.Message[(at + AlertMark.Length)..]);
                return $"the other side sent the alert '{alert}'{Meaning(alert, showedCertificate)}.";
            }
        }

        if (error is IOException && error.Message.Contains("unexpected EOF", StringComparison.Ordinal))
        {
            return $"the other side closed the connection{(showedCertificate ? "" : "; it may want a client's certificate, of which none is configured")}.";
        }

        var text = new StringBuilder(error.Message);
        for (Exception? cause = error.InnerException; cause is not null; cause = cause.InnerException)
        {
            text.Append(' ').Append(cause.Message);
        }

        return OneLine(text.ToString());
    }

    private static string Meaning(string alert, bool showedCertificate) => alert switch
    {
        "certificate required" => showedCertificate
            ? ": it wants a client's certificate, and ours is none that it asked for"
            : ": it wants a client's certificate, and none is configured",
        "handshake failure" => showedCertificate
            ? ": it and we have no cipher in common, or it does not take our client's certificate"
            : ": it and we have no cipher in common, or it wants a client's certificate, of which none is configured",
        "unknown ca" or "bad certificate" or "unsupported certificate" or "certificate expired" or "certificate revoked" or "certificate unknown" or "access denied" or "decrypt error"
            when showedCertificate => ": it does not take our client's certificate",
        "bad certificate" or "certificate unknown" when !showedCertificate => ": it may want a client's certificate, of which none is configured",
        "protocol version" => ": it speaks neither TLS 1.2 nor TLS 1.3",
        "unrecognized name" or "unrecognised name" => ": it does not know the host's name",
        _ => "",
    };

    private static string OneLine(string text)
    {
        var line = new StringBuilder(Math.Min(text.Length, MaxChars));
        foreach (char c in text.AsSpan(0, Math.Min(text.Length, MaxChars)))
        {
            line.Append(char.IsControl(c) ? ' ' : c);
        }

        return line.ToString().Trim();
    }
}
