using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LiveTrading.IO.Tls;

/// <summary>Decides on a server's certificate — the system's roots, then the extra ones — and says in words what is wrong with it. The host name is checked always, and so are the distrusted ones.</summary>
/// <remarks>Thread: the handshake's. Revocation is not checked, as with the platform's default.</remarks>
internal sealed class CertificateCheck(string host, X509Certificate2Collection? extraRoots, X509Certificate2Collection? distrusted)
{
    // id-kp-serverAuth, RFC 5280 §4.2.1.12.
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    // Flags that have words of their own.
    private const X509ChainStatusFlags Told = X509ChainStatusFlags.NotTimeValid | X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain
        | X509ChainStatusFlags.ExplicitDistrust | X509ChainStatusFlags.Revoked;

    /// <summary>Why it was refused; null while it was not.</summary>
    internal string? Refusal { get; private set; }

    internal bool Accept(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None && (distrusted is not { Count: > 0 } || chain is null))
        {
            return true;
        }

        if (certificate is null || chain is null || (errors & SslPolicyErrors.RemoteCertificateNotAvailable) != 0)
        {
            Refusal = $"{host} has shown no certificate.";
            return false;
        }

        using var shown = new X509Certificate2(certificate);
        var reasons = new List<string>();
        if ((errors & SslPolicyErrors.RemoteCertificateNameMismatch) != 0)
        {
            reasons.Add($"it is for another host ({Names(shown)})");
        }

        if ((errors & SslPolicyErrors.RemoteCertificateChainErrors) != 0)
        {
            Explain(shown, chain, reasons);
        }
        else
        {
            FindDistrusted(chain, reasons);
        }

        if (reasons.Count == 0)
        {
            return true;
        }

        Refusal = $"The certificate of {host} was refused: {string.Join("; ", reasons)}.";
        return false;
    }

    private static string Names(X509Certificate2 certificate)
    {
        var names = new List<string>();
        foreach (X509Extension extension in certificate.Extensions)
        {
            if (extension is X509SubjectAlternativeNameExtension alternatives)
            {
                names.AddRange(alternatives.EnumerateDnsNames());
                names.AddRange(alternatives.EnumerateIPAddresses().Select(static address => address.ToString()));
            }
        }

        return names.Count > 0 ? string.Join(", ", names) : certificate.Subject;
    }

    private static string Day(DateTime local) => local.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private void Explain(X509Certificate2 shown, X509Chain chain, List<string> reasons)
    {
        X509ChainStatusFlags status = Flags(chain);
        if (extraRoots is { Count: > 0 })
        {
            using X509Chain second = ChainToExtraRoots(chain);
            second.Build(shown);
            status = Flags(second);
            FindDistrusted(second, reasons);
        }
        else
        {
            FindDistrusted(chain, reasons);
        }

        if ((status & X509ChainStatusFlags.NotTimeValid) != 0)
        {
            reasons.Add(TimeReason(shown));
        }

        if ((status & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != 0)
        {
            reasons.Add(shown.SubjectName.RawData.AsSpan().SequenceEqual(shown.IssuerName.RawData)
                ? "it is self-signed and not among the trusted roots"
                : $"its issuer ({shown.Issuer}) does not lead to a trusted root");
        }

        if ((status & X509ChainStatusFlags.ExplicitDistrust) != 0)
        {
            reasons.Add("this machine distrusts it, or an authority above it, by its list of distrusted certificates");
        }

        if ((status & X509ChainStatusFlags.Revoked) != 0)
        {
            reasons.Add("it was revoked");
        }

        X509ChainStatusFlags other = status & ~Told;
        if (other != X509ChainStatusFlags.NoError)
        {
            reasons.Add($"its chain is not valid ({other})");
        }
    }

    // By name and key: an authority's certificate may have been issued anew.
    private void FindDistrusted(X509Chain chain, List<string> reasons)
    {
        foreach (X509ChainElement element in chain.ChainElements)
        {
            X509Certificate2 found = element.Certificate;
            foreach (X509Certificate2 bad in distrusted ?? [])
            {
                if (found.SubjectName.RawData.AsSpan().SequenceEqual(bad.SubjectName.RawData) && found.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(bad.PublicKey.ExportSubjectPublicKeyInfo()))
                {
                    reasons.Add($"{found.Subject} is among the distrusted certificates");
                    return;
                }
            }
        }
    }

    private X509Chain ChainToExtraRoots(X509Chain chain)
    {
        var second = new X509Chain();
        second.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        second.ChainPolicy.CustomTrustStore.AddRange(extraRoots!);
        second.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        second.ChainPolicy.DisableCertificateDownloads = true;
        second.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        second.ChainPolicy.ExtraStore.AddRange(chain.ChainPolicy.ExtraStore);
        foreach (X509ChainElement element in chain.ChainElements)
        {
            second.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return second;
    }

    private static X509ChainStatusFlags Flags(X509Chain chain)
    {
        X509ChainStatusFlags flags = X509ChainStatusFlags.NoError;
        foreach (X509ChainStatus status in chain.ChainStatus)
        {
            flags |= status.Status;
        }

        return flags;
    }

    private static string TimeReason(X509Certificate2 shown)
    {
        DateTime now = DateTime.Now;
        if (shown.NotAfter < now)
        {
            return $"it expired on {Day(shown.NotAfter)}";
        }

        return shown.NotBefore > now
            ? $"it is not valid before {Day(shown.NotBefore)}"
            : "a certificate in its chain has expired or is not valid yet";
    }
}
