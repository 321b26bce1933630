using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LiveTrading.Hosting;

/// <summary>Puts the engine into a generic host.</summary>
public static class LiveTradingServiceCollectionExtensions
{
    /// <summary>
    /// Adds a <see cref="LiveTradingEngine"/> that starts with the host on a thread of its own and stops gracefully with it. When
    /// the engine ends by itself the host stops, with the engine's exit code.
    /// </summary>
    public static IServiceCollection AddLiveTrading(this IServiceCollection services, Action<LiveTradingBuilder> build)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(build);
        LiveTradingBuilder builder = new();
        build(builder);
        services.AddSingleton(provider => builder.Build(provider, (ILoggerFactory)provider.GetService(typeof(ILoggerFactory))!));
        services.AddSingleton<IHostedService, LiveTradingHostedService>();
        return services;
    }
}
