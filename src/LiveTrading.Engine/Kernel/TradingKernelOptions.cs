using LiveTrading.Engine.Bus;
using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Data;
using LiveTrading.Engine.Execution;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Risk;
using LiveTrading.Engine.Strategies;

namespace LiveTrading.Engine.Kernel;

/// <summary>Options of every part of a <see cref="TradingKernel"/>.</summary>
public sealed class TradingKernelOptions
{
    /// <summary>The bus.</summary>
    public MessageBusOptions Bus { get; init; } = new();

    /// <summary>The cache.</summary>
    public CacheOptions Cache { get; init; } = new();

    /// <summary>The data engine.</summary>
    public DataEngineOptions Data { get; init; } = new();

    /// <summary>The risk engine.</summary>
    public RiskOptions Risk { get; init; } = new();

    /// <summary>The execution engine.</summary>
    public ExecutionOptions Execution { get; init; } = new();

    /// <summary>The kill switch.</summary>
    public KillSwitchOptions KillSwitch { get; init; } = new();

    /// <summary>The strategies.</summary>
    public StrategyHostOptions Strategies { get; init; } = new();

    /// <summary>What an order's record must survive before the order is handed over; default: the end of the process.</summary>
    public JournalDurability Durability { get; init; }

    /// <summary>Take over orders, fills and baselines from the journal; without, only the venues' reports bring orders back. Default true.</summary>
    public bool RestoreFromJournal { get; init; } = true;
}
