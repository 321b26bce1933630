using LiveTrading.Cli.Tests.Harness;

namespace LiveTrading.Cli.Tests;

public sealed class ArgumentTests
{
    [Theory]
    [InlineData("demo", "--bogus", "--bogus")]
    [InlineData("demo", "--speed=fast", "'fast'")]
    [InlineData("demo", "--speed=-1", "--speed is -1; allowed is 0 to 1000000.")]
    [InlineData("demo", "--speed=NaN", "--speed is NaN; allowed is 0 to 1000000.")]
    [InlineData("demo", "--speed=1e999", "--speed is '1e999'")]
    [InlineData("demo", "--seconds=0", "--seconds is 0; allowed is 0.1 to 86400.")]
    [InlineData("demo", "--max-mismatches=-1", "--max-mismatches is -1; allowed is 0 to 1000000000.")]
    [InlineData("demo", "--max-mismatches=99999999999999999999", "'99999999999999999999'")]
    [InlineData("demo", "--data=,", "--data takes file names")]
    [InlineData("demo", "--data=a,,b", "--data takes file names")]
    [InlineData("venue", "--port=70000", "--port is 70000; allowed is 0 to 65535.")]
    [InlineData("venue", "--port=http", "--port is 'http'")]
    [InlineData("venue", "--protocol=okx", "okx")]
    [InlineData("run", "--config=/no/such/file.json", "--config: there is no file '/no/such/file.json'.")]
    [InlineData("run", "--set=Foo", "--set takes Key:Path=value, not 'Foo'.")]
    public void Command_badArgument_isNamedAndExitCodeIsTwo(string command, string argument, string expected)
    {
        using CliProcess process = CliProcess.Run(command, argument);

        Complaint.Check(process, 2, expected, $"Try 'livetrading {command} --help'.");
        Assert.DoesNotContain(process.Output, l => l.Length > 0);
    }

    [Fact]
    public void Command_severalBadArguments_namesAll()
    {
        using CliProcess process = CliProcess.Run("demo", "--speed", "x", "--seconds", "y", "--max-mismatches", "z");

        Complaint.Check(process, 2, "--speed is 'x'", "--seconds is 'y'", "--max-mismatches is 'z'");
    }

    [Fact]
    public void Tool_withoutCommand_saysSoAndExitCodeIsTwo()
    {
        using CliProcess process = CliProcess.Run();

        Complaint.Check(process, 2, "Try 'livetrading --help'.");
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("run")]
    [InlineData("venue")]
    public void Command_help_showsExamples(string command)
    {
        using CliProcess process = CliProcess.Run(command, "--help");

        Assert.Equal(0, process.WaitForExit());
        Assert.Contains(process.Output, l => l.Contains("livetrading " + command, StringComparison.Ordinal));
    }
}
