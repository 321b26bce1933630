using LiveTrading.Configuration;
using LiveTrading.Model;
using LiveTrading.Venues.Binance;
using LiveTrading.Venues.Binance.Signing;
using LiveTrading.WebSockets;
using Microsoft.Extensions.Configuration;

namespace LiveTrading.Cli.Running;

/// <summary>The Binance venue out of configuration section <c>Binance</c>; absent section: no Binance.</summary>
internal static class BinanceConfiguration
{
    private const string SectionName = "Binance";

    public static BinanceOptions? Read(IConfiguration configuration, string configurationFile, LiveTradingOptions engine, List<OptionsProblem> problems)
    {
        SettingsReader r = new(configuration.GetSection(SectionName), problems);
        if (!r.Exists)
        {
            problems.Add(new OptionsProblem(SectionName, "is missing: no venue to trade at."));
            return null;
        }

        BinanceOptions d = new();
        TransportSettings transport = TransportSettings.Read(r);
        BinanceOptions options = new()
        {
            StreamUrl = r.Text(nameof(d.StreamUrl), d.StreamUrl),
            ApiUrl = r.Text(nameof(d.ApiUrl), d.ApiUrl),
            Account = r.Text(nameof(d.Account), d.Account),
            Venue = r.Text(nameof(d.Venue), d.Venue),
            Symbols = r.Texts(nameof(d.Symbols)),
            ReceiveWindow = r.Duration(nameof(d.ReceiveWindow), d.ReceiveWindow),
            QueryTimeout = r.Duration(nameof(d.QueryTimeout), d.QueryTimeout),
            ClockInterval = r.Duration(nameof(d.ClockInterval), d.ClockInterval),
            RenewAfter = r.Duration(nameof(d.RenewAfter), d.RenewAfter),
            HeartbeatInterval = engine.HeartbeatInterval,
            AutoReconnect = engine.AutoReconnect,
            ReconnectBase = engine.ReconnectBase,
            ReconnectMax = engine.ReconnectMax,
            MaxReconnectAttempts = engine.MaxReconnectAttempts,
            ExtraRoots = transport.ExtraRoots,
            Distrusted = transport.Distrusted,
            ClientCertificate = transport.ClientCertificate,
            Proxy = transport.Proxy,
            Credentials = ReadCredentials(r, configurationFile, engine.Mode, problems),
        };
        r.ReportUnknown();
        foreach (string problem in options.Validate(SectionName))
        {
            int space = problem.IndexOf(' ', StringComparison.Ordinal);
            problems.Add(new OptionsProblem(problem[..space].TrimEnd(':'), problem[(space + 1)..]));
        }

        if (engine.Mode == TradingMode.Live && options.Proxy is { UserInfo.Length: > 0 } && InFile(configurationFile, nameof(d.Proxy)))
            r.Report(nameof(d.Proxy), "stands in the configuration file with a password; put it into user secrets or the environment (Binance__Proxy).");
        if (engine.Mode == TradingMode.Sim && options.Proxy is { IsLoopback: false } proxy)
            r.Report(nameof(d.Proxy), $"'{proxy.Host}' is not this machine; set LiveTrading:Mode to Live to dial it.");
        RequireLocal(r, nameof(d.StreamUrl), options.StreamUrl, engine.Mode);
        RequireLocal(r, nameof(d.ApiUrl), options.ApiUrl, engine.Mode);
        return options;
    }

    private static void RequireLocal(SettingsReader r, string key, string url, TradingMode mode)
    {
        if (mode == TradingMode.Sim && Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && !uri.IsLoopback)
            r.Report(key, $"'{uri.Host}' is not this machine; set LiveTrading:Mode to Live to trade there with real money.");
    }

    private static BinanceCredentials? ReadCredentials(SettingsReader r, string configurationFile, TradingMode mode, List<OptionsProblem> problems)
    {
        string? file = r.TextOrNull("KeyFile");
        string? key = r.TextOrNull("ApiKey");
        string? secret = r.TextOrNull("ApiSecret");
        try
        {
            if (file is not null)
                return BinanceCredentials.FromFile(file);
            if (key is null && secret is null)
                return null;
            if (key is null || secret is null)
            {
                r.Report(key is null ? "ApiKey" : "ApiSecret", "is missing; key and secret go together.");
                return null;
            }

            if (mode == TradingMode.Live && InFile(configurationFile, "ApiSecret"))
            {
                r.Report("ApiSecret", "stands in the configuration file; put it into user secrets, the environment (Binance__ApiSecret) or a KeyFile that only its owner may read.");
                return null;
            }

            return new BinanceCredentials(key, secret);
        }
        catch (Exception e) when (e is LiveTradingException or ArgumentException)
        {
            problems.Add(new OptionsProblem(SectionName + ":" + (file is null ? "ApiSecret" : "KeyFile"), e.Message));
            return null;
        }
    }

    private static bool InFile(string configurationFile, string key) =>
        new ConfigurationBuilder().AddJsonFile(configurationFile, optional: true, reloadOnChange: false).Build()[$"{SectionName}:{key}"] is not null;
}
