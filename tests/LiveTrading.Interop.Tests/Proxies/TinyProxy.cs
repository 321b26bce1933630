using LiveTrading.Interop.Tests.Harness;

namespace LiveTrading.Interop.Tests.Proxies;

/// <summary>tinyproxy.</summary>
public sealed class TinyProxy : ProxyServer
{
    private static readonly string? _program = Requirement.Find("tinyproxy");

    public TinyProxy()
    {
        Missing = _program is null ? "tinyproxy is not installed (Debian: tinyproxy)" : null;
    }

    public override int WrongUser => 401;

    public override int Unreachable => 500;

    internal override ForeignProgram Run(int port, string? user, int allowedPort)
    {
        string configuration = Write($"tinyproxy-{port}.conf", $"""
            Port {Number(port)}
            Listen 127.0.0.1
            Timeout 300
            MaxClients 50
            LogLevel Warning
            {(user is null ? "" : "BasicAuth " + user.Replace(':', ' '))}
            {(allowedPort == 0 ? "" : "ConnectPort " + Number(allowedPort))}

            """);
        return ForeignProgram.StartUntilListening(_program!, ["-d", "-c", configuration], port);
    }
}
