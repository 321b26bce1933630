using LiveTrading.Interop.Tests.Harness;

namespace LiveTrading.Interop.Tests.Proxies;

/// <summary>squid.</summary>
public sealed class Squid : ProxyServer
{
    private static readonly string? _program = Requirement.Find("squid");
    private static readonly string? _passwords = new[] { "/usr/lib/squid/basic_fake_auth", "/usr/lib64/squid/basic_fake_auth" }.FirstOrDefault(File.Exists);

    public Squid()
    {
        Missing = _program is null || _passwords is null ? "squid is not installed (Debian: squid)" : null;
    }

    public override int WrongUser => 407;

    public override int Unreachable => 503;

    internal override ForeignProgram Run(int port, string? user, int allowedPort)
    {
        // Its program for passwords says yes to everybody: who may pass is decided by name.
        string configuration = Write($"squid-{port}.conf", $"""
            http_port 127.0.0.1:{Number(port)}
            pid_filename none
            access_log none
            cache_log /dev/stderr
            cache_store_log none
            cache deny all
            coredump_dir {Folder}
            shutdown_lifetime 0 seconds
            visible_hostname localhost
            pinger_enable off
            {(user is null ? "" : $"auth_param basic program {_passwords}\nacl known proxy_auth {user.Split(':')[0]}\nhttp_access deny !known")}
            {(allowedPort == 0 ? "" : $"acl allowed port {Number(allowedPort)}\nhttp_access deny !allowed")}
            http_access allow localhost
            http_access deny all

            """);
        // Named, because its shared memory belongs to the name: several may run, also of other users.
        return ForeignProgram.StartUntilListening(_program!, ["-N", "-n", "interop" + Number(port), "-f", configuration], port);
    }
}
