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

    private sealed class Target(Action run) : IFuzzTarget
    {
        public string Name => "fake";

        public void RunCorpus()
        {
        }

        public void Run(Random random) => run();
    }
}
