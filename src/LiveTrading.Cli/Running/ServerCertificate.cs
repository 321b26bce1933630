using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LiveTrading.Cli.Running;

/// <summary>Reads the certificate that the venue serves TLS with.</summary>
internal static class ServerCertificate
{
    /// <summary>Reads a certificate and its private key, both PEM.</summary>
    /// <param name="certificateFile">The certificate; the key too, when there is no <paramref name="keyFile"/>.</param>
    /// <param name="keyFile">The key, unencrypted.</param>
    /// <param name="problem">What is wrong, one sentence that names the file.</param>
    /// <returns>Null when it cannot be served with.</returns>
    public static X509Certificate2? Read(string certificateFile, string? keyFile, out string problem)
    {
        problem = "";
        foreach (string file in keyFile is null ? new[] { certificateFile } : [certificateFile, keyFile])
        {
            if (Unreadable(file) is not { } reason)
                continue;
            problem = reason;
            return null;
        }

        try
        {
            X509Certificate2 certificate = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
            if (!OperatingSystem.IsWindows())
                return certificate;

            // The TLS of Windows does not take a key that lives in memory only.
            using (certificate)
                return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            string hint = keyFile is null ? " (a key in a file of its own is named by --certificate-key)" : "";
            problem = $"{certificateFile}{(keyFile is null ? "" : " with " + keyFile)} is no PEM certificate with its unencrypted private key{hint}: {e.Message}";
            return null;
        }
    }

    private static string? Unreadable(string file)
    {
        try
        {
            using FileStream stream = File.OpenRead(file);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{file} cannot be read: {e.Message}";
        }
    }
}
