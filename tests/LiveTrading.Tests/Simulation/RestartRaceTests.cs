using LiveTrading.Engine.Events;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Strategies;
using LiveTrading.IO;
using LiveTrading.IO.Simulated;

namespace LiveTrading.Tests.Simulation;

/// <summary>A restart that is overtaken by somebody who wants the end.</summary>
public sealed class RestartRaceTests : IDisposable
{
    private readonly SimulatedEventLoop _loop = new(new SimulatedLoopOptions());
    private readonly MemoryJournalStorage _journal = new();
    private int _starts;

    public void Dispose() => _loop.Dispose();

    [Fact]
    public void Restart_ThenStop_Ends()
    {
        int code = Run((engine, start) =>
        {
            if (start != 1)
                return;
            engine.Restart();
            engine.Stop();
        });

        Assert.Equal((ExitCodes.Clean, 1), (code, _starts));
    }

    [Theory]
    [InlineData(LoopSignal.Interrupt)]
    [InlineData(LoopSignal.Terminate)]
    public void Restart_ThenSignal_Ends(LoopSignal signal)
    {
        int code = Run((engine, start) =>
        {
            if (start != 1)
                return;
            engine.Restart();
            _loop.Raise(signal);
        });

        Assert.Equal((ExitCodes.Clean, 1), (code, _starts));
    }

    [Fact]
    public void Stop_ThenRestart_StartsAnew()
    {
        int code = Run((engine, start) =>
        {
            engine.Stop();
            if (start == 1)
                engine.Restart();
        });

        Assert.Equal((ExitCodes.Clean, 2), (code, _starts));
    }

    [Fact]
    public void Restart_TheJournalCannotBeWritten_EndsWithTheError()
    {
        int code = Run((engine, start) =>
        {
            if (start != 1)
                return;
            _journal.FailAfter = 0;
            engine.Restart();
        });

        Assert.Equal((ExitCodes.Error, 1), (code, _starts));
    }

    [Fact]
    public void Restart_AfterChangedParameters_KeepsThem()
    {
        List<int> levels = [];
        List<string> problems = [];
        Run((engine, start) =>
        {
            levels.Add(((Levelled)engine.Kernel!.Strategies.Strategies[0]).Level);
            if (start != 1)
                return;
            problems.AddRange(engine.SetParameters("levelled", new Dictionary<string, string> { ["Level"] = "7" }).Result);
            problems.AddRange(engine.SetParameters("levelled", new Dictionary<string, string> { ["Level"] = "70" }).Result);
            engine.Restart();
        });

        Assert.Equal([1, 7], levels);
        Assert.Single(problems);
    }

    [Fact]
    public void Restart_NotRunning_IsAnError()
    {
        LiveTradingEngine engine = new(new LiveTradingOptions());

        Assert.Equal("The engine does not run.", Assert.Throws<InvalidOperationException>(engine.Restart).Message);
    }

    private int Run(Action<LiveTradingEngine, int> whenRunning)
    {
        LiveTradingEngine engine = new(new LiveTradingOptions { InstanceName = "race" }, environment: new EngineEnvironment { Loop = _loop, JournalStorage = _journal, RandomSeed = 1 });
        engine.AddStrategy("levelled", () => new Levelled());
        engine.StateChanged = s =>
        {
            if (s == EngineState.Running)
                whenRunning(engine, ++_starts);
            if (s == EngineState.Running && _starts > 1)
                engine.Stop();
        };
        return engine.Run();
    }

    private sealed class Levelled : Strategy
    {
        private readonly StrategyParameter<int> _level;

        public Levelled() => _level = Parameters.Declare("Level", 1, 1, 10, "Any.");

        public int Level => _level.Value;
    }
}
