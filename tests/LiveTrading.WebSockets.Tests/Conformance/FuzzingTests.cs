using LiveTrading.WebSockets.Conformance.Fuzzing;

namespace LiveTrading.WebSockets.Tests.Conformance;

public sealed class FuzzingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Run_of_corpus_and_some_rounds_finds_nothing(int seed)
    {
        var output = new StringWriter();
        Assert.True(new FuzzRun(seed, output).Run(rounds: 300), output.ToString());
    }

    [Fact]
    public void Run_of_TLS_records_finds_nothing()
    {
        var output = new StringWriter();
        Assert.True(new FuzzRun(3, output, [new TlsTarget()]).Run(rounds: 100), output.ToString());
    }

    [Fact]
    public void Run_of_a_target_that_fails_names_seed_and_round()
    {
        var output = new StringWriter();
        int rounds = 0;
        Assert.False(new FuzzRun(7, output, [new Target(() => throw new FuzzFailedException($"wrong {++rounds}"))]).Run(rounds: 10));
        Assert.Equal("fake, seed 7, round 0: wrong 1" + Environment.NewLine, output.ToString());
    }

    [Fact]
    public void Run_of_a_target_that_hangs_names_the_input_while_it_hangs()
    {
        var output = new StringWriter();
        using var found = new ManualResetEventSlim();
        int rounds = 0;
        var target = new Target(() =>
        {
            if (++rounds == 3)
                Assert.True(found.Wait(TimeSpan.FromSeconds(60)), "the watch says nothing");
        });
        Assert.True(new FuzzRun(7, output, [target]) { Longest = TimeSpan.FromMilliseconds(20), Hangs = found.Set }.Run(rounds: 3));
        Assert.Contains("fake, seed 7, round 2: hangs", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("frames")]
    [InlineData("inflate")]
    [InlineData("deflate")]
    [InlineData("connections")]
    public void Guided_run_keeps_what_reaches_new_branches_and_finds_nothing(string target)
    {
        var output = new StringWriter();
        Assert.True(new InstrumentedContext().Run(seed: 1, target, TimeSpan.FromSeconds(1), output), output.ToString());
        Assert.Matches($@"guided: {target} [1-9]\d* inputs in \d+ s, [1-9]\d* ways through branches, [1-9]\d* kept: every invariant held", output.ToString());
    }

    [Fact]
    public void Choices_make_the_same_numbers_again_within_their_ranges()
    {
        byte[] choices = Enumerable.Range(0, 40).Select(i => (byte)(i * 73)).ToArray();
        static string Draw(Random random)
        {
            var bytes = new byte[9];
            random.NextBytes(bytes);
            var text = new System.Text.StringBuilder(Convert.ToHexString(bytes));
            for (int i = 1; i < 50; i++)
            {
                int small = random.Next(i);
                int large = random.Next(-70_000, 70_000 * i);
                long wide = random.NextInt64(long.MinValue, long.MaxValue);
                double unit = random.NextDouble();
                Assert.True(small >= 0 && small < i && large >= -70_000 && large < 70_000 * i && random.Next() >= 0 && random.NextInt64() >= 0 && unit is >= 0 and < 1);
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $" {small} {large} {wide} {unit}");
            }
            return text.ToString();
        }

        string drawn = Draw(new ChoiceRandom(choices));
        Assert.Equal(drawn, Draw(new ChoiceRandom(choices)));
        choices[2]++;
        Assert.NotEqual(drawn, Draw(new ChoiceRandom(choices)));
    }

    [Theory]
    [InlineData("--minutes 0")]
    [InlineData("--minutes")]
    [InlineData("--seed x")]
    [InlineData("--target nothing")]
    [InlineData("--choices 00")]
    [InlineData("--target frames --choices 0")]
    [InlineData("--target frames --choices 00 --guided")]
    [InlineData("--tls --guided")]
    [InlineData("--tls --target frames")]
    [InlineData("--what")]
    public void Options_that_are_wrong_are_refused(string arguments) => Assert.Null(FuzzOptions.Parse(arguments.Split(' ')));

    [Fact]
    public void Options_that_are_right_are_read()
    {
        FuzzOptions? options = FuzzOptions.Parse(["--minutes", "10", "--seed", "5", "--target", "inflate", "--guided"]);
        Assert.Equal((TimeSpan.FromMinutes(10), 5, "inflate", true), (options!.Duration, options.Seed, options.Target, options.Guided));
        Assert.True(FuzzOptions.Parse(["--target", "frames", "--choices", "00FF"])!.Run(TextWriter.Null));
    }

    private sealed class Target(Action run) : IFuzzTarget
    {
        public string Name => "fake";

        public void RunCorpus()
        {
        }

        public void Run(Random random) => run();
    }
}
