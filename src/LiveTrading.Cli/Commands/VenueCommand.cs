using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using LiveTrading.Cli.Output;
using LiveTrading.Cli.Running;
using LiveTrading.IO;
using LiveTrading.Venues.Simulated;
using Microsoft.Extensions.Logging;

namespace LiveTrading.Cli.Commands;

/// <summary><c>livetrading venue</c>: the exchange in a box, standing alone.</summary>
internal static class VenueCommand
{
    public static Command Create()
    {
        Option<string> protocol = new("--protocol") { Description = "Protocol spoken: binance.", DefaultValueFactory = _ => "binance" };
        Option<int> port = SharedOptions.Number("--port", "Port to listen on; 0: the system chooses.", 0, 65_535, 0);
        Option<string[]> data = SharedOptions.Data("Recordings to play, one after the other; default: the bundled Binance Spot session.");
        Option<double> speed = SharedOptions.Speed(1);
        Option<bool> loop = new("--loop") { Description = "Start over at the end; clients are told to resynchronise." };
        Option<bool> wait = new("--wait") { Description = "Start playing only when clients have subscribed to the recorded streams." };
        Option<string?> certificate = new("--certificate") { Description = "Serve wss with this certificate (PEM); default: plain ws." };
        Option<string?> certificateKey = new("--certificate-key") { Description = "Private key of the certificate (PEM, unencrypted); default: it stands in the certificate's file." };
        protocol.AcceptOnlyFromAmong("binance");
        Command command = new("venue", """
            Run the simulated venue alone: a server on this machine that speaks Binance's protocol, plays a recording and matches orders.

            Key demo-key with secret demo-secret trades 100,000 USDT and 1 BTC. It runs until SIGINT or SIGTERM.

            Examples:
              livetrading venue --protocol binance --port 9010 --speed 1 --loop
              livetrading venue --port 9443 --certificate venue.pem --certificate-key venue.key
            """)
        {
            protocol, port, data, speed, loop, wait, certificate, certificateKey,
        };
        command.Validators.Add(r =>
        {
            if (r.GetValue(certificateKey) is not null && r.GetValue(certificate) is null)
                r.AddError("--certificate-key needs --certificate.");
        });
        command.SetAction(parsed => Run(
            new SimulatedVenueOptions
            {
                Port = parsed.GetValue(port),
                Recordings = SharedOptions.Files(parsed.GetValue(data)),
                Speed = parsed.GetValue(speed),
                Loop = parsed.GetValue(loop),
                WaitForSubscriptions = parsed.GetValue(wait),
            },
            parsed.GetValue(certificate),
            parsed.GetValue(certificateKey)));
        return command;
    }

    private static int Run(SimulatedVenueOptions options, string? certificateFile, string? keyFile)
    {
        if (certificateFile is not null)
        {
            options = options with { Certificate = ServerCertificate.Read(certificateFile, keyFile, out string problem) };
            if (options.Certificate is null)
            {
                Terminal.Fail(problem);
                return ExitCodes.Usage;
            }
        }

        using X509Certificate2? served = options.Certificate;
        using ILoggerFactory loggers = ConsoleLog.Create(LogLevel.Information);
        using EventLoop loop = EventLoops.Create();
        using SimulatedVenue venue = new(loop, options, loggers.CreateLogger("Venue"));
        using IDisposable interrupt = loop.OnSignal(LoopSignal.Interrupt, _ => loop.Stop());
        using IDisposable terminate = loop.OnSignal(LoopSignal.Terminate, _ => loop.Stop());
        venue.PlaybackFailed += reason => Terminal.Fail(reason);
        venue.Start();
        Console.WriteLine($"listening on {(served is null ? "ws" : "wss")}://{options.Address}:{venue.Port}");
        loop.Run();
        venue.Stop();
        return ExitCodes.Clean;
    }
}
