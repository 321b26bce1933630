using LiveTrading.Interop.Tests.Harness;

namespace LiveTrading.Interop.Tests.Servers;

/// <summary>Python's <c>websockets</c> (Debian: python3-websockets).</summary>
public class PythonServer : ScriptedServer
{
    // Debian's own interpreter has Debian's packages; another one in the path may have none.
    private static readonly string? _python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : Requirement.Find("python3");

    public PythonServer()
        : this(requireCertificate: false)
    {
    }

    private protected PythonServer(bool requireCertificate)
        : base(WhatIsMissing(), _python, "websockets-server.py", requireCertificate: requireCertificate)
    {
    }

    public override string DeflateAddress(DeflateServer how, string path)
    {
        ArgumentNullException.ThrowIfNull(how);
        return $"ws://localhost:{Port(how.Name)}{path}";
    }

    private static string? WhatIsMissing()
    {
        const string Missing = "Python's websockets is not installed (Debian: python3-websockets)";
        if (_python is null)
            return Missing;
        (ForeignProgram program, string line) = ForeignProgram.StartUntilLine(
            _python, ["-c", "import importlib.util; print(importlib.util.find_spec('websockets') is not None)"]);
        program.Dispose();
        return line == "True" ? null : Missing;
    }
}
