using LiveTrading.Engine.Data;
using LiveTrading.Engine.Execution;
using LiveTrading.Engine.Kernel;
using LiveTrading.Engine.Recording;
using LiveTrading.Engine.Strategies;
using LiveTrading.IO.Simulated;
using LiveTrading.Venues.Binance;
using LiveTrading.Venues.Simulated;

namespace LiveTrading.Tests.Simulation.Harness;

/// <summary>What a simulated world is made of.</summary>
internal sealed record WorldSettings
{
    public ulong Seed { get; init; } = 1;

    public double Speed { get; init; } = 20;

    /// <summary>What is played; null: the whole bundled capture.</summary>
    public IReadOnlyList<string>? Recordings { get; init; }

    public SimulatedLink Link { get; init; } = SimulatedLink.Default;

    public Func<SimulatedVenueOptions, SimulatedVenueOptions> Venue { get; init; } = o => o;

    public Func<BinanceOptions, BinanceOptions> Binance { get; init; } = o => o;

    /// <summary>Where each engine process is recorded; null: nowhere.</summary>
    public Func<IRecordingBlocks>? Recording { get; init; }

    public Action<LiveTradingOptions> Engine { get; init; } = _ => { };

    public TradingKernelOptions Kernel { get; init; } = new()
    {
        Data = new DataEngineOptions { CheckBookConsistency = true },
        Execution = new ExecutionOptions(),
    };

    /// <summary>Name and maker of each strategy.</summary>
    public IReadOnlyList<(string Id, Func<Strategy> Create)> Strategies { get; init; } =
        [("quoter", () => new Quoter()), ("taker", () => new Taker())];
}
