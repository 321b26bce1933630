using System.Security.Cryptography.X509Certificates;

namespace LiveTrading.Venues.Simulated;

/// <summary>Options of a <see cref="SimulatedVenue"/>, read once when it is made.</summary>
public sealed record SimulatedVenueOptions
{
    /// <summary>Local address; default loopback.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>0 to 65535; default 0: the system chooses.</summary>
    public int Port { get; init; }

    /// <summary>Serves TLS with this certificate; null: plain.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Recordings, played one after the other; none, and no <see cref="Generator"/>: the venue only takes orders, on an empty book.</summary>
    public IReadOnlyList<string> Recordings { get; init; } = [];

    /// <summary>A market of the venue's own making in place of recordings; default null: none.</summary>
    public MarketGeneratorOptions? Generator { get; init; }

    /// <summary>Speed as a multiple of recorded or generated time, 0 to 1,000,000; default 1; 0: as fast as possible and lossless, of recordings only.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Start over at the end. Streams are closed with 1001 then, because update ids go back: clients must resynchronise. Default off.</summary>
    public bool Loop { get; init; }

    /// <summary>The playback clock starts when clients have subscribed to the streams of the recording. Default on.</summary>
    public bool WaitForSubscriptions { get; init; } = true;

    /// <summary>The streams waited for; null: all that occur in the first 5,000 messages of the recording, none of a generated market.</summary>
    public IReadOnlyList<string>? WaitForStreams { get; init; }

    /// <summary>Playback stops at the depth snapshot until a client has asked the depth route, if any client has subscribed to the depth stream. Default on.</summary>
    public bool WaitForDepthRequest { get; init; } = true;

    /// <summary>What is traded; default <see cref="SimulatedSymbol.BtcUsdt"/>.</summary>
    public IReadOnlyList<SimulatedSymbol> Symbols { get; init; } = [SimulatedSymbol.BtcUsdt];

    /// <summary>Who trades; default <see cref="SimulatedUser.Demo"/>.</summary>
    public IReadOnlyList<SimulatedUser> Users { get; init; } = [SimulatedUser.Demo];

    /// <summary>Refuse what exceeds the limits below; when off they are only counted. Default off.</summary>
    public bool EnforceRateLimits { get; init; }

    /// <summary>Request weight per minute; default 6,000; 1 or more.</summary>
    public int RequestWeightPerMinute { get; init; } = 6_000;

    /// <summary>New orders per account and 10 seconds; default 50; 1 or more.</summary>
    public int OrdersPerTenSeconds { get; init; } = 50;

    /// <summary>New orders per account and day; default 160,000; 1 or more.</summary>
    public int OrdersPerDay { get; init; } = 160_000;

    /// <summary>Messages a client may send per second on a stream connection before it is dropped, pongs included; default 5; 0: any number.</summary>
    public int StreamMessagesPerSecond { get; init; } = 5;

    /// <summary>Time between pings; default 20 s; 10 ms to 1 hour.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>A client that has not answered a ping for so long is dropped; default 60 s; 10 ms to 1 hour.</summary>
    public TimeSpan PongTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A connection ends after so long; default 24 hours; 1 second or more.</summary>
    public TimeSpan MaxConnectionAge { get; init; } = TimeSpan.FromHours(24);

    /// <summary>At a speed above 0 a client that takes nothing for so long is dropped; at speed 0 nobody is. Default 5 s; 10 ms to 1 hour.</summary>
    public TimeSpan SlowClientTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Room for frames per connection that the network has not taken, bytes; default 1 MiB; 64 KiB to 1 GiB.</summary>
    public int SendQueueBytes { get; init; } = 1024 * 1024;

    /// <summary>All that is wrong, one sentence each; empty when all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (Port is < 0 or > 65535)
            problems.Add($"Port is {Port}; allowed is 0 to 65535.");
        if (!(Speed is >= 0 and <= 1_000_000))
            problems.Add($"Speed is {Speed}; allowed is 0 to 1,000,000.");
        if (Generator is not null)
        {
            Generator.Check(nameof(Generator), Symbols, problems);
            if (Recordings.Count > 0)
                problems.Add("Generator and Recordings are both set; the market is either generated or recorded.");
            if (Speed == 0)
                problems.Add("Speed is 0; a generated market never ends, so it needs a speed above 0.");
        }

        if (Symbols.Count == 0)
            problems.Add("Symbols is empty; at least one is needed.");
        for (int i = 0; i < Symbols.Count; i++)
            Symbols[i].Check($"Symbols[{i}]", problems);
        for (int i = 0; i < Users.Count; i++)
            Users[i].Check($"Users[{i}]", problems);
        foreach (IGrouping<string, SimulatedUser> same in Users.GroupBy(u => u.ApiKey).Where(g => g.Count() > 1))
            problems.Add($"Users: the key {same.Key} occurs {same.Count()} times.");
        foreach (IGrouping<string, SimulatedSymbol> same in Symbols.GroupBy(s => s.Symbol).Where(g => g.Count() > 1))
            problems.Add($"Symbols: {same.Key} occurs {same.Count()} times.");
        if (RequestWeightPerMinute < 1 || OrdersPerTenSeconds < 1 || OrdersPerDay < 1)
            problems.Add($"RequestWeightPerMinute, OrdersPerTenSeconds and OrdersPerDay are {RequestWeightPerMinute}, {OrdersPerTenSeconds} and {OrdersPerDay}; allowed is 1 or more.");
        if (StreamMessagesPerSecond < 0)
            problems.Add($"StreamMessagesPerSecond is {StreamMessagesPerSecond}; allowed is 0 or more.");
        if (SendQueueBytes is < 64 * 1024 or > 1024 * 1024 * 1024)
            problems.Add($"SendQueueBytes is {SendQueueBytes}; allowed is 65,536 to 1,073,741,824.");
        Check(nameof(PingInterval), PingInterval);
        Check(nameof(PongTimeout), PongTimeout);
        Check(nameof(SlowClientTimeout), SlowClientTimeout);
        if (MaxConnectionAge < TimeSpan.FromSeconds(1))
            problems.Add($"MaxConnectionAge is {MaxConnectionAge}; allowed is 1 second or more.");
        return problems;

        void Check(string name, TimeSpan value)
        {
            if (value < TimeSpan.FromMilliseconds(10) || value > TimeSpan.FromHours(1))
                problems.Add($"{name} is {value}; allowed is 10 milliseconds to 1 hour.");
        }
    }
}
