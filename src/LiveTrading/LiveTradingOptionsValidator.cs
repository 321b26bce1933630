using System.Globalization;
using System.Net;
using LiveTrading.WebSockets;

namespace LiveTrading;

/// <summary>Finds every bad value in <see cref="LiveTradingOptions"/> and says what is allowed.</summary>
internal static class LiveTradingOptionsValidator
{
    public static List<OptionsProblem> Validate(LiveTradingOptions options, string path = LiveTradingOptions.SectionName)
    {
        List<OptionsProblem> problems = [];
        if (options.InstanceName is not { Length: >= 1 and <= 32 } name || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            problems.Add(new(path + ":InstanceName", $"'{options.InstanceName}' is not 1 to 32 letters, digits, '-' or '_'."));
        if (!Enum.IsDefined(options.Mode))
            problems.Add(new(path + ":Mode", $"'{options.Mode}' is not Sim or Live."));
        Range(problems, path + ":HeartbeatInterval", options.HeartbeatInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1));
        if (options.TickInterval is TimeSpan tick)
            Range(problems, path + ":TickInterval", tick, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1));
        Range(problems, path + ":ReconnectBase", options.ReconnectBase, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1));
        Range(problems, path + ":ReconnectMax", options.ReconnectMax, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1));
        if (options.ReconnectMax < options.ReconnectBase)
            problems.Add(new(path + ":ReconnectMax", $"{options.ReconnectMax} is below ReconnectBase ({options.ReconnectBase})."));
        if (options.MaxReconnectAttempts < 0)
            problems.Add(new(path + ":MaxReconnectAttempts", $"{options.MaxReconnectAttempts} is negative; allowed is 0 (for ever) or more."));
        Range(problems, path + ":MaxConnections", options.MaxConnections, 1, 1024);
        if (options.Loop.Backend is not ("auto" or "io_uring" or "epoll" or "sockets"))
            problems.Add(new(path + ":Loop:Backend", $"'{options.Loop.Backend}' is not auto, io_uring, epoll or sockets."));
        if (options.Loop.Backend is "io_uring" or "epoll" && !OperatingSystem.IsLinux())
            problems.Add(new(path + ":Loop:Backend", $"{options.Loop.Backend} exists on Linux alone; use auto or sockets."));
        if (options.Loop.Wait is not ("block" or "spin" or "hybrid"))
            problems.Add(new(path + ":Loop:Wait", $"'{options.Loop.Wait}' is not block, spin or hybrid."));
        Range(problems, path + ":Loop:SpinFor", options.Loop.SpinFor, TimeSpan.FromMicroseconds(1), TimeSpan.FromSeconds(10));
        if (string.IsNullOrWhiteSpace(options.Journal.Directory))
            problems.Add(new(path + ":Journal:Directory", "is empty; a directory is needed."));
        Range(problems, path + ":Journal:SegmentBytes", options.Journal.SegmentBytes, 64 * 1024, 1024 * 1024 * 1024);
        Range(problems, path + ":Journal:CompactAfter", options.Journal.CompactAfter, 0, 1000);
        if (!Enum.IsDefined(options.Journal.Durability))
            problems.Add(new(path + ":Journal:Durability", $"'{options.Journal.Durability}' is not Process or Disk."));
        if (options.Recording.Directory is { } recording && string.IsNullOrWhiteSpace(recording))
            problems.Add(new(path + ":Recording:Directory", "is empty; leave it out to record nothing."));
        Range(problems, path + ":Recording:MaxBytes", options.Recording.MaxBytes, 1L << 20, 1L << 50);
        Range(problems, path + ":Recording:BufferBytes", options.Recording.BufferBytes, 4 << 20, 1 << 30);
        Range(problems, path + ":Guard:After", options.Guard.After, TimeSpan.FromSeconds(3), TimeSpan.FromHours(1));
        Range(problems, path + ":Stop:Timeout", options.Stop.Timeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(60));
        Endpoints(problems, path, options);
        return problems;
    }

    /// <summary>True for an address that cannot leave this machine.</summary>
    public static bool IsLocal(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    private static void Endpoints(List<OptionsProblem> problems, string path, LiveTradingOptions options)
    {
        for (int i = 0; i < options.WsEndpoints.Count; i++)
        {
            string key = string.Create(CultureInfo.InvariantCulture, $"{path}:WsEndpoints:{i}");
            try
            {
                WebSocketEndpoint endpoint = options.WsEndpoints[i].ToEndpoint();
                if (endpoint.Port is < 1 or > 65535)
                    problems.Add(new(key + ":Port", $"{endpoint.Port} is not 1 to 65535."));
                if (options.Mode == TradingMode.Sim && !IsLocal(endpoint.Host))
                    problems.Add(new(key, $"'{endpoint.Host}' is not this machine; set {path}:Mode to Live to dial it."));
                if (options.Mode == TradingMode.Sim && options.WsEndpoints[i].Proxy is { } proxy && !IsLocal(proxy.Host))
                    problems.Add(new(key + ":Proxy", $"'{proxy.Host}' is not this machine; set {path}:Mode to Live to dial it."));
            }
            catch (ArgumentException e)
            {
                problems.Add(new(key, e.Message.Split(" (Parameter", 2)[0]));
            }
        }

        if (options.WsEndpoints.Count > options.MaxConnections)
            problems.Add(new(path + ":WsEndpoints", $"{options.WsEndpoints.Count} endpoints do not fit MaxConnections ({options.MaxConnections})."));
    }

    private static void Range<T>(List<OptionsProblem> problems, string key, T value, T least, T most) where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            problems.Add(new(key, string.Create(CultureInfo.InvariantCulture, $"{value} is out of range; allowed is {least} to {most}.")));
    }
}
