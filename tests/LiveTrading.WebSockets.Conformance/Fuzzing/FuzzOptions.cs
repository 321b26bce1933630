using System.Globalization;

namespace LiveTrading.WebSockets.Conformance.Fuzzing;

/// <summary>What the command line asks of the fuzzers.</summary>
internal sealed record FuzzOptions
{
    /// <summary>How long. Default 1 min.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Of all inputs. Default: the time.</summary>
    public int Seed { get; init; } = Environment.TickCount & int.MaxValue;

    /// <summary>Which target alone; null: all.</summary>
    public string? Target { get; init; }

    /// <summary>TLS records instead of the other targets.</summary>
    public bool Tls { get; init; }

    /// <summary>By the branches that inputs reach.</summary>
    public bool Guided { get; init; }

    /// <summary>One input to repeat; null: none.</summary>
    public byte[]? Choices { get; init; }

    /// <summary>Reads arguments; null: they are wrong.</summary>
    public static FuzzOptions? Parse(ReadOnlySpan<string> arguments)
    {
        FuzzOptions options = new();
        for (int i = 0; i < arguments.Length; i++)
        {
            string value = i + 1 < arguments.Length ? arguments[i + 1] : "";
            switch (arguments[i])
            {
                case "--guided":
                    options = options with { Guided = true };
                    continue;
                case "--tls":
                    options = options with { Tls = true };
                    continue;
                case "--minutes" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int minutes) && minutes is >= 1 and <= 10_000:
                    options = options with { Duration = TimeSpan.FromMinutes(minutes) };
                    break;
                case "--seed" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int seed):
                    options = options with { Seed = seed };
                    break;
                case "--target" when FuzzRun.Names.Contains(value):
                    options = options with { Target = value };
                    break;
                case "--choices" when value.Length % 2 == 0 && value.All(char.IsAsciiHexDigit):
                    options = options with { Choices = Convert.FromHexString(value) };
                    break;
                default:
                    return null;
            }
            i++;
        }
        // The library of TLS has no counters of branches.
        bool isWrong = (options.Choices is not null && (options.Target is null || options.Guided)) || (options.Tls && (options.Guided || options.Target is not null));
        return isWrong ? null : options;
    }

    /// <summary>Does what is asked.</summary>
    /// <returns>Whether every invariant held.</returns>
    public bool Run(TextWriter output)
    {
        if (Choices is { } choices)
            return new FuzzRun(0, output, [new OneInput(FuzzRun.Targets(Target)[0], choices)]).Run(rounds: 1);
        return Guided
            ? new InstrumentedContext().Run(Seed, Target, Duration, output)
            : new FuzzRun(Seed, output, Tls ? [new TlsTarget()] : FuzzRun.Targets(Target)).Run(Duration);
    }

    private sealed class OneInput(IFuzzTarget target, byte[] choices) : IFuzzTarget
    {
        public string Name => target.Name;

        public void RunCorpus()
        {
            // The one input alone.
        }

        public void Run(Random random) => target.Run(new ChoiceRandom(choices));
    }
}
