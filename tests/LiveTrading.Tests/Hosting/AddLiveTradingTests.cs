using LiveTrading.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LiveTrading.Tests.Hosting;

public sealed class AddLiveTradingTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _journal = Path.Combine(Path.GetTempPath(), "livetrading-host-" + Path.GetRandomFileName());

    [Fact]
    public async Task Host_starts_the_engine_and_stops_it_in_order()
    {
        using IHost host = Build(engine => engine.Configure(o => o.Journal = new JournalOptions { Directory = _journal }));
        LiveTradingEngine engine = host.Services.GetRequiredService<LiveTradingEngine>();
        using ManualResetEventSlim running = new(false);
        engine.StateChanged = state =>
        {
            if (state == EngineState.Running)
                running.Set();
        };

        await host.StartAsync(TestContext.Current.CancellationToken);
        Assert.True(running.Wait(Patience, TestContext.Current.CancellationToken));
        await host.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(EngineState.Stopped, engine.State);
        Assert.Equal("signal", engine.Summary!.ShutdownReason);
    }

    [Fact]
    public async Task Engine_that_ends_by_itself_stops_the_host()
    {
        using IHost host = Build(engine => engine.Configure(o => o.Journal = new JournalOptions { Directory = _journal }));
        LiveTradingEngine engine = host.Services.GetRequiredService<LiveTradingEngine>();
        engine.StateChanged = state =>
        {
            if (state == EngineState.Running)
                engine.Stop();
        };

        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.WaitForShutdownAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal("userRequest", engine.Summary!.ShutdownReason);
    }

    [Fact]
    public void Configure_bad_configuration_names_every_problem()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["LiveTrading:HeartbeatInterval"] = "soon",
            ["LiveTrading:Reconect"] = "1",
        }).Build();

        LiveTradingOptionsException error = Assert.Throws<LiveTradingOptionsException>(() => Build(engine => engine.Configure(configuration)));

        Assert.Equal(["LiveTrading:HeartbeatInterval", "LiveTrading:Reconect"], error.Problems.Select(p => p.Key));
    }

    [Fact]
    public void Engine_and_core_options_that_contradict_each_other_are_refused()
    {
        LiveTradingOptions options = new() { EnableRecovery = false, TradeWithoutReconciliation = true };

        LiveTradingOptionsException error = Assert.Throws<LiveTradingOptionsException>(() => new LiveTradingEngine(options, new LiveTrading.Engine.Kernel.TradingKernelOptions()));

        Assert.Equal(["LiveTrading:EnableRecovery", "LiveTrading:TradeWithoutReconciliation"], error.Problems.Select(p => p.Key));
        _ = new LiveTradingEngine(options);
    }

    public void Dispose()
    {
        if (Directory.Exists(_journal))
            Directory.Delete(_journal, recursive: true);
    }

    private static IHost Build(Action<LiveTradingBuilder> build)
    {
        HostApplicationBuilder host = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        host.Services.AddLiveTrading(build);
        return host.Build();
    }
}
