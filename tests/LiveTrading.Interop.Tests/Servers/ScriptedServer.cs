using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using LiveTrading.Interop.Tests.Harness;

namespace LiveTrading.Interop.Tests.Servers;

/// <summary>A server that is a script of ours on a foreign library, run by a foreign interpreter.</summary>
public abstract class ScriptedServer : ServerUnderTest
{
    private readonly ForeignProgram? _program;
    private readonly Dictionary<string, int> _ports = [];

    private protected ScriptedServer(string? missing, string? interpreter, string script, IReadOnlyDictionary<string, string>? environment = null, bool requireCertificate = false)
    {
        Missing = missing;
        if (missing is not null)
            return;
        using X509Certificate2 certificate = Authority.Server();
        (string certificateFile, string keyFile) = Authority.Write(certificate, "server");
        List<string> arguments = [Path.Combine(AppContext.BaseDirectory, "Servers", script), certificateFile, keyFile];
        if (requireCertificate)
        {
            arguments.Add(Path.Combine(Authority.Folder, "root.pem"));
            File.WriteAllText(arguments[^1], Authority.Root.ExportCertificatePem());
        }

        (_program, string line) = ForeignProgram.StartUntilLine(interpreter!, arguments, environment);
        _ports = JsonSerializer.Deserialize<Dictionary<string, int>>(line)!;
    }

    protected override int Port(Transport transport) => Port(transport switch
    {
        Transport.Tls12 => "tls12",
        Transport.Tls13 => "tls13",
        _ => "plain",
    });

    private protected int Port(string name) => _ports[name];

    protected override void Stop() => _program?.Dispose();
}
