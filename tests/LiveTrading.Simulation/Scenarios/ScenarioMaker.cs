using LiveTrading.Engine.Execution;
using LiveTrading.Engine.Journal;
using LiveTrading.IO.Simulated;
using LiveTrading.Simulation.Faults;
using LiveTrading.Simulation.Strategies;

namespace LiveTrading.Simulation.Scenarios;

/// <summary>Draws a scenario from a seed.</summary>
internal static class ScenarioMaker
{
    private const long Second = 1_000_000_000;
    private const long Millisecond = 1_000_000;
    private const long LeastBytesPerMillisecond = 250;

    private static readonly string[] _symbols = ["BTCUSDT", "ETHUSDT", "BNBUSDT"];

    // Weights by TraderAct: make, join, take, fill-or-kill, market, stop, stop-limit, cancel, cancel all, price, quantity, make-and-cancel, burst.
    private static readonly (string Character, int[] Weights)[] _characters =
    [
        ("maker", [40, 10, 0, 0, 0, 0, 0, 20, 2, 5, 5, 3, 5]),
        ("taker", [5, 5, 30, 15, 20, 0, 0, 5, 0, 0, 0, 0, 3]),
        ("modifier", [25, 20, 0, 0, 0, 0, 3, 5, 0, 25, 60, 0, 0]),
        ("canceler", [25, 15, 0, 0, 0, 2, 2, 30, 8, 0, 0, 15, 5]),
        ("stopper", [10, 5, 5, 0, 3, 25, 25, 15, 1, 0, 5, 0, 0]),
        ("all-rounder", [15, 15, 8, 5, 5, 6, 6, 12, 2, 8, 20, 5, 5]),
        ("burster", [5, 5, 5, 0, 0, 0, 0, 10, 5, 0, 5, 5, 35]),
    ];

    private static readonly FaultName[] _names = Enum.GetValues<FaultName>();

    // What concerns orders directly is likelier than the rest.
    private static readonly FaultName[] _frequent =
    [
        FaultName.Kill, FaultName.PowerLoss, FaultName.KillAtWrite, FaultName.KillAtSend, FaultName.ResetAtByte, FaultName.Reset, FaultName.DropBeforeAccept, FaultName.DropAfterAccept,
        FaultName.ErrorBeforeAccept, FaultName.ErrorAfterAccept, FaultName.DelayAnswers, FaultName.LateUserEvents, FaultName.ReorderUserEvents,
        FaultName.DuplicateUserEvents, FaultName.DuplicateUserEvents, FaultName.LaggingQuery, FaultName.LaggingQuery, FaultName.Hold,
    ];

    public static Scenario Make(ulong seed)
    {
        Dice dice = new(seed);
        List<string> symbols = [.. _symbols[..(dice.Chance(0.65) ? 1 : dice.Between(2, 3))]];
        long trading = dice.Between(5 * Second, 14 * Second);
        return new Scenario
        {
            Seed = seed,
            Symbols = symbols,
            EventsPerSecond = dice.Between(8, 30),
            Volatility = dice.Pick<double>([0.3, 0.6, 2, 6]),
            LevelNotional = dice.Pick<decimal>([300m, 1500m, 20_000m]),
            Link = LinkOf(dice),
            Execution = ExecutionOf(dice),
            ReceiveWindow = TimeSpan.FromMilliseconds(dice.Pick<int>([300, 1000, 2000, 5000])),
            HeartbeatInterval = TimeSpan.FromSeconds(dice.Between(2, 8)),
            ReconnectMax = TimeSpan.FromSeconds(dice.Between(1, 4)),
            StopTimeout = TimeSpan.FromMilliseconds(dice.Pick<int>([500, 1500, 4500])),
            EnforceRateLimits = dice.Chance(0.1),
            JournalSegmentBytes = dice.Pick<int>([8192, 16_384, 65_536]),
            CompactAfter = dice.Pick<int>([0, 1, 3]),
            Durability = dice.Chance(0.4) ? JournalDurability.Disk : JournalDurability.Process,
            SyncNanos = dice.Skewed(20_000, 60 * Millisecond),
            WallOffsetNanos = dice.Chance(0.6) ? 0 : dice.Between(-30 * Second, 30 * Second),
            TradingNanos = trading,
            Traders = TradersOf(dice, symbols),
            Faults = FaultsOf(dice, trading),
        };
    }

    private static SimulatedLink LinkOf(Dice dice)
    {
        bool splits = dice.Chance(0.3);
        long delay = dice.Skewed(50_000, 40 * Millisecond);

        // A piece crosses at a time. Below this a whole trade history takes longer than the shortest heartbeat waits for the
        // pong behind it: such a link carries no answer however often it is asked.
        int leastWrite = Math.Max(400, (int)(delay / Millisecond * LeastBytesPerMillisecond));
        return new SimulatedLink
        {
            DelayNanos = delay,
            JitterNanos = dice.Chance(0.5) ? 0 : dice.Skewed(0, 20 * Millisecond),
            MaxReadBytes = splits && dice.Chance(0.6) ? dice.Between(40, 4000) : 0,
            MaxWriteBytes = splits && dice.Chance(0.5) ? dice.Between(leastWrite, leastWrite + 4000) : 0,
            RandomSplit = true,
        };
    }

    private static ExecutionOptions ExecutionOf(Dice dice)
    {
        TimeSpan backOff = TimeSpan.FromMilliseconds(dice.Pick<int>([20, 200, 500]));
        return new ExecutionOptions
        {
            SubmitTimeout = TimeSpan.FromMilliseconds(dice.Pick<int>([150, 1000, 5000])),
            CancelTimeout = TimeSpan.FromMilliseconds(dice.Pick<int>([150, 1000, 3000])),
            SendDeadline = TimeSpan.FromMilliseconds(dice.Pick<int>([5, 100, 500])),
            QueryBackOff = backOff,
            QueryBackOffMax = TimeSpan.FromSeconds(dice.Between(1, 10)),
            QueryTimeout = TimeSpan.FromMilliseconds(dice.Pick<int>([1500, 3000, 10_000])),
            CancelRetry = TimeSpan.FromMilliseconds(dice.Pick<int>([5, 100])),
            ReconciliationInterval = TimeSpan.FromSeconds(dice.Pick<int>([2, 10, 60])),
            QuietPeriod = TimeSpan.FromSeconds(dice.Pick<int>([1, 5])),
            FillsOverlap = TimeSpan.FromSeconds(dice.Pick<int>([5, 60])),
        };
    }

    private static List<TraderPlan> TradersOf(Dice dice, List<string> symbols)
    {
        List<TraderPlan> plans = [];
        int count = dice.Between(1, 3);
        for (int i = 0; i < count; i++)
        {
            (string character, int[] weights) = dice.Pick(_characters);
            plans.Add(new TraderPlan
            {
                Name = $"trader-{i + 1}",
                Character = character,
                Seed = dice.Next(),
                Symbols = dice.Chance(0.5) ? symbols : [dice.Pick(symbols)],
                PeriodNanos = dice.Skewed(25 * Millisecond, 600 * Millisecond),
                MaxOpen = dice.Between(1, 12),
                Weights = weights,
                Reacts = dice.Chance(0.4) ? 0.15 : 0,
            });
        }

        return plans;
    }

    private static List<PlannedFault> FaultsOf(Dice dice, long trading)
    {
        List<PlannedFault> faults = [];
        int count = dice.Chance(0.05) ? 0 : dice.Between(1, 9);
        for (int i = 0; i < count; i++)
        {
            long at = dice.Chance(0.1) ? dice.Between(0, 200 * Millisecond) : dice.Between(0, trading);

            // Two faults in the same instant find what one alone does not.
            if (i > 0 && dice.Chance(0.15))
                at = faults[^1].AtNanos;
            faults.Add(new PlannedFault(at, dice.Chance(0.5) ? dice.Pick(_frequent) : dice.Pick(_names), dice.Next()));
        }

        faults.Sort((a, b) => a.AtNanos.CompareTo(b.AtNanos));
        return faults;
    }
}
