using LiveTrading.Cli.Strategies;
using LiveTrading.Engine.Recording;
using LiveTrading.Engine.Strategies;
using LiveTrading.Recording;

namespace LiveTrading.Cli.Running;

/// <summary>Makes the strategies that recordings name, as far as this program has them.</summary>
internal static class ReplayedStrategy
{
    /// <exception cref="RecordingException">It is none of this program's.</exception>
    public static Strategy Create(RecordedStrategy recorded) => recorded.Type switch
    {
        _ when recorded.Type == typeof(TrendStrategy).FullName => new TrendStrategy(recorded.Argument),
        _ when recorded.Type == typeof(QuotingStrategy).FullName => new QuotingStrategy(recorded.Argument),
        _ => throw new RecordingException($"Strategy '{recorded.Id}' of the recorded session is a {recorded.Type}, which this program does not have; replay it with SessionReplay in the program that has."),
    };
}
