using LiveTrading.Engine.Journal;
using LiveTrading.IO.Simulated;
using LiveTrading.Simulation.Harness;
using LiveTrading.Simulation.Reporting;
using LiveTrading.Simulation.Running;
using LiveTrading.Simulation.Scenarios;
using LiveTrading.Venues.Simulated.Faults;

namespace LiveTrading.Simulation.Faults;

/// <summary>Does faults to a world, and undoes those that last.</summary>
internal sealed class FaultInjector(SeedRun run, EngineWorld world, Agenda agenda, FaultCoverage coverage, Story story)
{
    private const long Second = 1_000_000_000;
    private const long Millisecond = 1_000_000;

    private readonly List<(SimulatedConnection Connection, bool Up)> _held = [];
    private readonly List<Action> _undo = [];
    private int _foreignOrders;

    private long Now => world.Loop.MonotonicNanos;

    public void Inject(PlannedFault fault)
    {
        Dice dice = new(fault.Seed);
        if (fault.Name >= FaultName.DelayAnswers)
        {
            InjectVenueFault(fault.Name, dice);
            return;
        }

        switch (fault.Name)
        {
            case FaultName.Kill:
                Strike(fault.Name, "the engine is killed");
                run.Kill(reset: dice.Chance(0.5), pauseNanos: dice.Skewed(0, 3 * Second));
                break;
            case FaultName.PowerLoss:
                LosePower(dice);
                break;
            case FaultName.SyncFails:
                FailSync(dice);
                break;
            case FaultName.KillAtWrite:
                ArmKillAtWrite(dice);
                break;
            case FaultName.KillAtSend:
                ArmKillAtSend(dice);
                break;
            case FaultName.JournalFails:
                FailJournal(dice);
                break;
            case FaultName.StopAndStart:
                Strike(fault.Name, "the engine is stopped");
                run.StopAndStart(dice.Skewed(0, 3 * Second));
                break;
            case FaultName.EngineClockStep:
                StepEngineClock(dice);
                break;
            case FaultName.VenueClockStep:
                StepVenueClock(dice);
                break;
            case FaultName.KillSwitch:
            case FaultName.KillSwitchFlatten:
                EngageKillSwitch(fault.Name, dice);
                break;
            case FaultName.ForeignOrder:
                PlaceForeignOrder(dice);
                break;
            case FaultName.Transfer:
                Transfer(dice);
                break;
            case FaultName.VenueRestart:
                long down = dice.Skewed(10 * Millisecond, 5 * Second);
                Strike(fault.Name, $"the venue goes away for {Text(down)}");
                run.RestartVenue(down);
                break;
            default:
                InjectLinkFault(fault.Name, dice);
                break;
        }
    }

    /// <summary>Ends everything that lasts.</summary>
    public void Mend()
    {
        story.Add("world", "all faults end");
        world.Venue.ClearFaults();
        foreach (Action undo in _undo)
            undo();
        _undo.Clear();
        foreach ((SimulatedConnection connection, bool up) in _held)
            connection.Release(up);
        _held.Clear();
    }

    /// <summary>A fault that was armed strikes now.</summary>
    public void Strike(FaultName name, string what)
    {
        coverage.Add(name, run.HasEngine ? world.Engine.Kernel.Cache : null);
        story.Add("FAULT", $"{name}: {what}");
    }

    private static string Text(long nanos) => FormattableString.Invariant($"{nanos / 1e9:0.######} s");

    private void ArmKillAtWrite(Dice dice)
    {
        if (!run.HasEngine)
            return;
        CrashingStorage storage = world.Engine.Storage;
        storage.TornBytes = dice.Chance(0.5) ? dice.Between(0, 200) : -1;
        storage.CrashAt = storage.AppendsSeen + dice.Between(1, 12);
        story.Add("world", $"will kill the engine {(storage.TornBytes < 0 ? "after" : FormattableString.Invariant($"{storage.TornBytes} bytes into"))} its journal write {storage.CrashAt}");
        EngineProcess process = world.Engine;
        long pause = dice.Skewed(0, 2 * Second);
        process.Storage.Crashing = () => Strike(FaultName.KillAtWrite, "the engine dies at a journal write");
        run.StartAgainAfter(process, pause);
    }

    private void ArmKillAtSend(Dice dice)
    {
        if (!run.HasEngine)
            return;
        EngineProcess process = world.Engine;
        process.Loop.CrashWhere = (SendCrash)dice.Between(0, 2);
        process.Loop.CrashAtSend = dice.Between(1, 10);
        story.Add("world", FormattableString.Invariant($"will kill the engine at its send number {process.Loop.CrashAtSend} from now, {process.Loop.CrashWhere}"));
        process.Loop.CrashedAtSend = () =>
        {
            process.Storage.Leave();
            Strike(FaultName.KillAtSend, $"the engine dies at a send, {process.Loop.CrashWhere}");
        };
        run.StartAgainAfter(process, dice.Skewed(0, 2 * Second));
    }

    private void FailJournal(Dice dice)
    {
        if (!run.HasEngine)
            return;
        MemoryJournalStorage storage = world.Engine.Storage.Inner;
        storage.FailAfter = storage.Appends + dice.Between(0, 5);
        storage.FailWith = dice.Chance(0.5) ? JournalWriteResult.DiskFull : JournalWriteResult.Failed;
        storage.TornBytes = dice.Chance(0.5) ? dice.Between(0, 100) : 0;
        Strike(FaultName.JournalFails, FormattableString.Invariant($"{storage.FailWith} at journal write {storage.FailAfter + 1}, {storage.TornBytes} bytes of it written"));
        ReplaceLater(dice);
    }

    private void LosePower(Dice dice)
    {
        long pause = dice.Skewed(100 * Millisecond, 3 * Second);
        if (run.Scenario.Durability == JournalDurability.Process)
        {
            Strike(FaultName.Kill, "the engine is killed");
            run.Kill(reset: false, pause);
            return;
        }

        Strike(FaultName.PowerLoss, "the engine's machine loses power");
        bool some = dice.Chance(0.5);
        run.LosePower(some ? _ => dice.Chance(0.5) : null, pause);
    }

    private void FailSync(Dice dice)
    {
        if (!run.HasEngine || run.Scenario.Durability == JournalDurability.Process)
            return;
        MemoryJournalStorage storage = world.Engine.Storage.Inner;
        storage.FailSyncAfter = dice.Between(0, 3);
        Strike(FaultName.SyncFails, FormattableString.Invariant($"a sync of the journal fails after {storage.FailSyncAfter} more"));
        ReplaceLater(dice);
    }

    /// <summary>A process whose journal has failed is ended by a person after a while.</summary>
    private void ReplaceLater(Dice dice)
    {
        long pause = dice.Between(50 * Millisecond, 4 * Second);
        bool kills = dice.Chance(0.5);
        EngineProcess process = world.Engine;
        agenda.Add(Now + pause, () =>
        {
            if (process != world.Engine || !run.HasEngine || process.Kernel.Journal.IsWritable)
                return;
            story.Add("world", kills ? "the engine with the failed journal is killed" : "the engine with the failed journal is stopped");
            if (kills)
                run.Kill(reset: true, pauseNanos: 0);
            else
                run.StopAndStart(0);
        });
    }

    private void InjectLinkFault(FaultName name, Dice dice)
    {
        ConnectionRole role = dice.Pick<ConnectionRole>([ConnectionRole.Orders, ConnectionRole.Orders, ConnectionRole.Queries, ConnectionRole.Streams]);
        if (name == FaultName.Unreachable)
        {
            SimulatedReachability reachability = (SimulatedReachability)dice.Between(1, 4);
            long lasts = dice.Skewed(100 * Millisecond, 8 * Second);
            Strike(name, $"new connections for {role} are {reachability} for {Text(lasts)}");
            world.SetReachability(role, reachability);
            Lasting(lasts, () => world.SetReachability(role, SimulatedReachability.Reachable));
            return;
        }

        if (!run.HasEngine || world.FindConnection(role) is not { } connection)
            return;
        bool up = dice.Chance(0.5);
        string direction = up ? "to" : "from";
        switch (name)
        {
            case FaultName.Reset:
                Strike(name, $"the {role} connection is reset");
                connection.Reset();
                break;
            case FaultName.ResetAtByte:
                long bytes = dice.Skewed(1, 1500);
                Strike(name, FormattableString.Invariant($"the {role} connection is reset when {bytes} more bytes have come {direction} the venue"));
                connection.ResetAfter(up, (up ? connection.BytesUp : connection.BytesDown) + bytes);
                break;
            case FaultName.Sever:
                Strike(name, $"the {role} connection is half-open");
                connection.Sever();
                break;
            case FaultName.Hold:
                long held = dice.Skewed(1 * Millisecond, 6 * Second);
                Strike(name, $"what goes {direction} the venue on the {role} connection is held back for {Text(held)}");
                connection.Hold(up);
                _held.Add((connection, up));
                Lasting(held, () =>
                {
                    if (_held.Remove((connection, up)))
                        connection.Release(up);
                });
                break;
            default:
                SimulatedLink slow = new()
                {
                    DelayNanos = dice.Skewed(1 * Millisecond, 2 * Second),
                    JitterNanos = dice.Skewed(0, 200 * Millisecond),
                    MaxReadBytes = dice.Between(30, 2000),
                    RandomSplit = true,
                    WindowBytes = dice.Between(2000, 100_000),
                };
                Strike(name, $"what goes {direction} the venue on the {role} connection takes {Text(slow.DelayNanos)}");
                connection.SetLink(up, slow);
                _undo.Add(() => connection.SetLink(up, run.Scenario.Link));
                break;
        }
    }

    private void StepEngineClock(Dice dice)
    {
        long step = dice.Chance(0.7) ? dice.Between(-4 * Second, 4 * Second) : dice.Between(-3600 * Second, 3600 * Second);
        Strike(FaultName.EngineClockStep, $"the engine's clock steps by {Text(step)}");
        run.WallOffsetNanos += step;
        if (run.HasEngine)
            world.Engine.Loop.WallOffsetNanos = run.WallOffsetNanos;
    }

    private void StepVenueClock(Dice dice)
    {
        long step = dice.Between(0, 4 * Second);
        Strike(FaultName.VenueClockStep, $"the venue's clock steps by {Text(step)}");
        world.Loop.StepWallClock(step);
        run.WallOffsetNanos -= step;
        if (run.HasEngine)
            world.Engine.Loop.WallOffsetNanos = run.WallOffsetNanos;
    }

    private void EngageKillSwitch(FaultName name, Dice dice)
    {
        if (!run.HasEngine || !run.IsBegun)
            return;
        Strike(name, "a person pulls the kill switch");
        world.Engine.Kernel.KillSwitch.Engage("the world asks", flatten: name == FaultName.KillSwitchFlatten);
        agenda.Add(Now + dice.Between(100 * Millisecond, 5 * Second), run.ReleaseKillSwitch);
    }

    private void PlaceForeignOrder(Dice dice)
    {
        string symbol = dice.Pick(run.Scenario.Symbols);
        decimal price = dice.Chance(0.6) ? 0.98m : 1.02m;
        SymbolTraits traits = SymbolTraits.Of(symbol);
        string side = dice.Chance(0.5) ? "BUY" : "SELL";
        decimal limit = decimal.Round(traits.StartPrice * price, 2);
        Strike(FaultName.ForeignOrder, FormattableString.Invariant($"another client places {side} {traits.Lot} {symbol} at {limit}"));
        _ = new ForeignRequest(
            world.Loop,
            EngineWorld.Port,
            "POST",
            "order",
            FormattableString.Invariant($"symbol={symbol}&side={side}&type=LIMIT&timeInForce=GTC&quantity={traits.Lot}&price={limit}&newClientOrderId=foreign-{++_foreignOrders}"),
            EngineWorld.Key,
            "demo-secret");
    }

    private void Transfer(Dice dice)
    {
        SymbolTraits traits = SymbolTraits.Of(dice.Pick(run.Scenario.Symbols));
        string asset = dice.Chance(0.5) ? "USDT" : traits.BaseAsset;
        decimal amount = (asset == "USDT" ? 100m : traits.Lot) * dice.Between(1, 9) * (dice.Chance(0.5) ? 1 : -1);
        Strike(FaultName.Transfer, FormattableString.Invariant($"{amount} {asset} are transferred"));
        world.Venue.Transfer(EngineWorld.Key, asset, amount);
    }

    private void InjectVenueFault(FaultName name, Dice dice)
    {
        FaultKind kind = Enum.Parse<FaultKind>(name.ToString());
        bool lasts = dice.Chance(kind == FaultKind.LaggingQuery ? 0.7 : 0.3);
        VenueFault fault = new()
        {
            Kind = kind,
            Count = dice.Between(1, 4),
            Duration = lasts ? TimeSpan.FromMilliseconds(dice.Skewed(1, 4000)) : TimeSpan.Zero,
            Delay = TimeSpan.FromMilliseconds(dice.Skewed(1, 3000)),
            Method = dice.Pick<string?>([null, null, "order.place", "order.cancel"]),
        };
        story.Add("world", $"asks the venue for {fault.Count} × {name}{(lasts ? $" within {fault.Duration.TotalSeconds} s" : "")}{(fault.Method is { } m ? " at " + m : "")}, delay {fault.Delay.TotalSeconds} s");

        // What happens at once is not told by the venue's plan.
        if (kind is FaultKind.ShutdownNotice or FaultKind.DropConnections or FaultKind.HalfOpen)
            Strike(name, "now");
        world.Venue.Inject(fault);
    }

    private void Lasting(long nanos, Action undo)
    {
        _undo.Add(undo);
        agenda.Add(Now + nanos, () =>
        {
            _undo.Remove(undo);
            undo();
        });
    }
}
