using System.Globalization;
using LiveTrading.Model;

namespace LiveTrading.Engine.Execution;

/// <summary>Bounds and waits of the <see cref="ExecutionEngine"/>. Read once at construction.</summary>
public sealed class ExecutionOptions
{
    /// <summary>Without an answer for so long after its hand-over a submit counts as unknown. 100 ms to 5 min; default 5 s.</summary>
    public TimeSpan SubmitTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Without an answer for so long after its hand-over a cancel or change counts as unknown. 100 ms to 5 min; default 3 s.</summary>
    public TimeSpan CancelTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>An order not handed over within this time never goes out. 1 ms to 1 min; default 500 ms.</summary>
    public TimeSpan SendDeadline { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>First wait before an order of unknown outcome is queried; doubles with each query. 10 ms to 1 min; default 500 ms.</summary>
    public TimeSpan QueryBackOff { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait between queries. <see cref="QueryBackOff"/> to 10 min; default 10 s.</summary>
    public TimeSpan QueryBackOffMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A query without an answer for so long counts as failed and is asked again. 100 ms to 5 min; default 10 s.</summary>
    public TimeSpan QueryTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Wait before a cancel that could not be handed over is tried again. 1 ms to 1 min; default 100 ms.</summary>
    public TimeSpan CancelRetry { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Time between two reconciliations. 1 s to 1 day; default 60 s.</summary>
    public TimeSpan ReconciliationInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A position difference counts only without activity on the instrument for so long. 0 to 10 min; default 5 s.</summary>
    public TimeSpan QuietPeriod { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Balances and trades that have not agreed for so long, at no moment, set the instrument to reducing even while it is traded without a pause: that brings the quiet in which the difference can be told exactly. 1 s to 1 hour; default 60 s.</summary>
    public TimeSpan DifferencePatience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How far a read of the trade history reaches back behind the last complete one. 1 s to 1 day; default 60 s.</summary>
    public TimeSpan FillsOverlap { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Orders may go out before the venue is reconciled. Default false.</summary>
    public bool AllowUnreconciledTrading { get; init; }

    /// <summary>Fills remembered to recognise a repeated one; the oldest are forgotten beyond it. 1,000 to 100,000,000; default 262,144.</summary>
    public int MaxRememberedFills { get; init; } = 262_144;

    /// <summary>Checks every bound.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range; the message says which and what is allowed.</exception>
    public void Validate()
    {
        if (FindProblems() is [var (name, message), ..])
            throw new ArgumentOutOfRangeException(name, $"{name} {message}");
    }

    /// <summary>All that is wrong: the option's name, and what is allowed; empty when all is well.</summary>
    public IReadOnlyList<(string Name, string Message)> FindProblems()
    {
        List<(string Name, string Message)> problems = [];
        Check(problems, SubmitTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5), nameof(SubmitTimeout));
        Check(problems, CancelTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5), nameof(CancelTimeout));
        Check(problems, SendDeadline, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1), nameof(SendDeadline));
        Check(problems, QueryBackOff, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1), nameof(QueryBackOff));
        Check(problems, QueryBackOffMax, QueryBackOff, TimeSpan.FromMinutes(10), nameof(QueryBackOffMax));
        Check(problems, QueryTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5), nameof(QueryTimeout));
        Check(problems, CancelRetry, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1), nameof(CancelRetry));
        Check(problems, ReconciliationInterval, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), nameof(ReconciliationInterval));
        Check(problems, QuietPeriod, TimeSpan.Zero, TimeSpan.FromMinutes(10), nameof(QuietPeriod));
        Check(problems, DifferencePatience, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), nameof(DifferencePatience));
        Check(problems, FillsOverlap, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), nameof(FillsOverlap));
        if (MaxRememberedFills is < 1_000 or > 100_000_000)
            problems.Add((nameof(MaxRememberedFills), $"is {MaxRememberedFills}; allowed is 1,000 to 100,000,000."));
        return problems;
    }

    internal static long Nanos(TimeSpan value) => value.Ticks * (UnixNanos.PerSecond / TimeSpan.TicksPerSecond);

    private static void Check(List<(string Name, string Message)> problems, TimeSpan value, TimeSpan least, TimeSpan most, string name)
    {
        if (value < least || value > most)
            problems.Add((name, string.Create(CultureInfo.InvariantCulture, $"is {value}; allowed is {least} to {most}.")));
    }
}
