using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Recording;
using LiveTrading.Engine.Strategies;
using LiveTrading.IO;
using LiveTrading.Recording;

namespace LiveTrading;

/// <summary>The world an engine runs in, where it is not the real one: tests and simulations put their own loop, storage and randomness here.</summary>
public sealed class EngineEnvironment
{
    /// <summary>The loop to run on; null: made from <see cref="LiveTradingOptions.Loop"/> and disposed at the end.</summary>
    public EventLoop? Loop { get; init; }

    /// <summary>The journal's storage; null: files in <see cref="JournalOptions.Directory"/>.</summary>
    public IJournalStorage? JournalStorage { get; init; }

    /// <summary>Where the recording goes; null: a file in <see cref="RecordingOptions.Directory"/>, or nowhere when that is not set.</summary>
    public IRecordingBlocks? Recording { get; init; }

    /// <summary>Seed of everything random; null: from the system. It is logged.</summary>
    public ulong? RandomSeed { get; init; }

    /// <summary>Whether SIGINT and SIGTERM stop the engine; default true.</summary>
    public bool HandleSignals { get; init; } = true;

    /// <summary>What strategies keep, where the journal is not in files; null: nothing is kept.</summary>
    public IStrategyStateStore? StrategyStates { get; init; }

    /// <summary>The recording that is played; null: none.</summary>
    internal ReplayTape? Replay { get; init; }

    /// <summary>The start's part of client order ids; null: made of wall time and seed.</summary>
    internal ulong? Epoch { get; init; }
}
