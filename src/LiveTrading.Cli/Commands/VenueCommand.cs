using System.CommandLine;
using System.Globalization;
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
        Option<string?> generate = new("--generate")
        {
            Description = "Make the market instead of playing a recording: the same one for the same seed (default 1), endless.",
            HelpName = "SEED",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string> symbols = new("--symbols") { Description = "Symbols of a generated market, with or without a start price.", HelpName = "NAME[=PRICE],...", DefaultValueFactory = _ => "BTCUSDT,ETHUSDT" };
        Option<double> events = SharedOptions.Number("--events", "Events a second of each generated market.", 0.01, 10_000, 50.0);
        Option<double> volatility = SharedOptions.Number("--volatility", "Volatility of generated markets, a year; 0.6: 60 %.", 0, 20, 0.6);
        Option<int> orderLimit = SharedOptions.Number("--order-limit", "New orders in ten seconds that clients are told to keep to.", 1, 1_000_000, 50);
        Option<int> weightLimit = SharedOptions.Number("--weight-limit", "Request weight in a minute that clients are told to keep to.", 1, 10_000_000, 6_000);
        Option<bool> loop = new("--loop") { Description = "Start over at the end; clients are told to resynchronise." };
        Option<bool> wait = new("--wait") { Description = "Start playing only when clients have subscribed to the recorded streams." };
        Option<string?> certificate = new("--certificate") { Description = "Serve wss with this certificate (PEM); default: plain ws." };
        Option<string?> certificateKey = new("--certificate-key") { Description = "Private key of the certificate (PEM, unencrypted); default: it stands in the certificate's file." };
        protocol.AcceptOnlyFromAmong("binance");
        Command command = new("venue", """
            Run the simulated venue alone: a server on this machine that speaks Binance's protocol, plays a recording or a market of its own making, and matches orders.

            Key demo-key with secret demo-secret trades 100,000 USDT and 1 BTC (and what else generated symbols need). It runs until SIGINT or SIGTERM.

            Examples:
              livetrading venue --protocol binance --port 9010 --speed 1 --loop
              livetrading venue --port 9010 --generate 42 --symbols BTCUSDT,ETHUSDT,SOLUSDT=150
              livetrading venue --port 9443 --certificate venue.pem --certificate-key venue.key
            """)
        {
            protocol, port, data, generate, symbols, events, volatility, speed, loop, wait, orderLimit, weightLimit, certificate, certificateKey,
        };
        command.Validators.Add(r =>
        {
            if (r.GetValue(certificateKey) is not null && r.GetValue(certificate) is null)
                r.AddError("--certificate-key needs --certificate.");
            bool generates = r.GetResult(generate) is not null;
            foreach (Option recorded in new Option[] { data, loop, wait })
            {
                if (generates && r.GetResult(recorded) is { Implicit: false })
                    r.AddError($"{recorded.Name} is for recordings; it does not go with --generate.");
            }

            foreach (Option generated in new Option[] { symbols, events, volatility })
            {
                if (!generates && r.GetResult(generated) is { Implicit: false })
                    r.AddError($"{generated.Name} needs --generate.");
            }

            if (generates && r.GetValue(generate) is { } seed && !ulong.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                r.AddError($"--generate is '{seed}', which is not a whole number from 0 to {ulong.MaxValue}.");
        });
        command.SetAction(parsed =>
        {
            SimulatedVenueOptions options = new()
            {
                Port = parsed.GetValue(port),
                Speed = parsed.GetValue(speed),
                OrdersPerTenSeconds = parsed.GetValue(orderLimit),
                RequestWeightPerMinute = parsed.GetValue(weightLimit),
            };
            List<string> problems = [];
            if (parsed.GetResult(generate) is null)
            {
                options = options with { Recordings = SharedOptions.Files(parsed.GetValue(data)), Loop = parsed.GetValue(loop), WaitForSubscriptions = parsed.GetValue(wait) };
            }
            else
            {
                MarketGeneratorOptions generator = new() { Seed = ulong.Parse(parsed.GetValue(generate) ?? "1", CultureInfo.InvariantCulture) };
                GeneratedSymbol market = new() { Symbol = "", EventsPerSecond = parsed.GetValue(events), Volatility = parsed.GetValue(volatility) };
                options = GeneratedVenue.Apply(options, parsed.GetValue(symbols)!, generator, market, problems);
            }

            if (problems.Count == 0)
                problems.AddRange(options.Validate());
            foreach (string problem in problems)
                Terminal.Fail(problem);
            return problems.Count > 0 ? ExitCodes.Usage : Run(options, parsed.GetValue(certificate), parsed.GetValue(certificateKey));
        });
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
