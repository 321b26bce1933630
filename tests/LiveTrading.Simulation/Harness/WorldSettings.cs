using LiveTrading.Engine.Data;
using LiveTrading.Engine.Execution;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Kernel;
using LiveTrading.Engine.Ports;
using LiveTrading.Engine.Recording;
using LiveTrading.Engine.Strategies;
using LiveTrading.IO.Simulated;
using LiveTrading.Venues.Binance;
using LiveTrading.Venues.Simulated;

namespace LiveTrading.Simulation.Harness;

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

    /// <summary>Takes in everything that goes over the wire, into the journal and into the log; null: nobody does.</summary>
    public WireTrace? Trace { get; init; }

    /// <summary>What stands between an engine and its journal.</summary>
    public Func<EngineProcess, IJournalStorage, IJournalStorage> Journal { get; init; } = (_, s) => s;

    /// <summary>What stands between the venue's adapter and the execution engine, for what comes back.</summary>
    public Func<EngineProcess, IExecutionSink, IExecutionSink> Sink { get; init; } = (_, s) => s;

    /// <summary>What stands between the execution engine and the venue's adapter, for what goes out.</summary>
    public Func<EngineProcess, IVenueAdapter, IVenueAdapter> Adapter { get; init; } = (_, a) => a;

    /// <summary>Wall time that a process reads while it is made, which its client order ids come from; null: the real one.</summary>
    public Func<ulong, long?> StartWall { get; init; } = _ => null;

    /// <summary>Seed of a process, from its number in this world, counted from 0.</summary>
    public Func<ulong, ulong>? ProcessSeed { get; init; }
}
