using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace LiveTrading.WireBench.Clients;

/// <summary>Trusts what the system trusts and the roots of a file, for clients of .NET.</summary>
internal sealed class ExtraRoots
{
    private readonly X509Certificate2Collection _roots = [];

    public ExtraRoots(string file) => _roots.ImportFromPemFile(file);

    public bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is null)
            return errors == SslPolicyErrors.None;
        using X509Chain own = new();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(_roots);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using X509Certificate2 copy = new(certificate);
        return own.Build(copy);
    }
}
