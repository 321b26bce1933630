using System.Text.Json;
using LiveTrading.WireBench.Serving;

namespace LiveTrading.WireBench.Contests;

/// <summary>The load server as a process: says where it is in one line, and serves until its input ends.</summary>
internal static class ServerCommand
{
    public const string Name = "server";

    public static void Run(int port, int tlsPort, TextReader input, TextWriter output)
    {
        using LoadServer plain = new(new LoadServerOptions { Port = port });
        using LoadServer tls = new(new LoadServerOptions { Port = tlsPort, Tls = true });
        new Thread(plain.Run) { IsBackground = true, Name = "plain" }.Start();
        new Thread(tls.Run) { IsBackground = true, Name = "tls" }.Start();
        output.WriteLine(JsonSerializer.Serialize(new ServerPlace(plain.Url, tls.Url, tls.CertificateFile)));
        output.Flush();
        while (input.ReadLine() is not null)
        {
        }
    }
}
