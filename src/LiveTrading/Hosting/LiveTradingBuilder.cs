using LiveTrading.Configuration;
using LiveTrading.Engine.Kernel;
using LiveTrading.Engine.Ports;
using LiveTrading.Engine.Strategies;
using LiveTrading.Model.Identifiers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace LiveTrading.Hosting;

/// <summary>Says what the hosted engine is made of.</summary>
public sealed class LiveTradingBuilder
{
    private readonly List<Action<IServiceProvider, LiveTradingEngine>> _parts = [];
    private LiveTradingOptions _options = new();
    private TradingKernelOptions? _kernel;

    internal LiveTradingBuilder()
    {
    }

    /// <summary>Options out of configuration sections <c>LiveTrading</c>, <c>Data</c>, <c>Execution</c>, <c>Risk</c>, <c>KillSwitch</c>.</summary>
    /// <exception cref="LiveTradingOptionsException">A value cannot be read or a key is not known; all problems at once.</exception>
    public LiveTradingBuilder Configure(IConfiguration configuration)
    {
        List<OptionsProblem> problems = [];
        (_options, _kernel) = EngineConfiguration.Read(configuration, problems);
        return problems.Count == 0 ? this : throw new LiveTradingOptionsException(problems);
    }

    /// <summary>Changes options in code.</summary>
    public LiveTradingBuilder Configure(Action<LiveTradingOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(_options);
        return this;
    }

    /// <summary>Sets the options of the core's parts.</summary>
    public LiveTradingBuilder Configure(TradingKernelOptions kernel)
    {
        _kernel = kernel;
        return this;
    }

    /// <summary>Adds a venue.</summary>
    public LiveTradingBuilder AddVenue(VenueId venue, Func<IServiceProvider, VenueContext, IVenueAdapter> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        _parts.Add((services, engine) => engine.AddVenue(venue, context => create(services, context)));
        return this;
    }

    /// <summary>Adds a strategy.</summary>
    public LiveTradingBuilder AddStrategy(string id, Func<IServiceProvider, Strategy> create, IReadOnlyDictionary<string, string>? parameters = null)
    {
        ArgumentNullException.ThrowIfNull(create);
        _parts.Add((services, engine) => engine.AddStrategy(id, () => create(services), parameters));
        return this;
    }

    internal LiveTradingEngine Build(IServiceProvider services, ILoggerFactory loggers)
    {
        // The host owns SIGINT and SIGTERM; it stops the engine through the hosted service.
        LiveTradingEngine engine = new(_options, _kernel, loggers, new EngineEnvironment { HandleSignals = false });
        foreach (Action<IServiceProvider, LiveTradingEngine> part in _parts)
            part(services, engine);
        return engine;
    }
}
