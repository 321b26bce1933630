using System.Diagnostics;
using LiveTrading.TestSupport;

namespace LiveTrading.Cli.Tests.Harness;

/// <summary>
/// Programs under test start with the reactions to signals that a terminal gives. A background job of a script ignores SIGINT,
/// one under nohup SIGHUP, and what is ignored stays ignored in every program started from there, by the rules of exec.
/// </summary>
internal static class SignalDefaults
{
    private const string Reset = "--default-signal=HUP,INT,TERM";

    private static readonly Lazy<bool> _ignored = new(() => IgnoredSignals.Any(IgnoredSignals.HangUp | IgnoredSignals.Interrupt | IgnoredSignals.Terminate));
    private static readonly Lazy<bool> _resets = new(CanReset);

    /// <summary>Signals would not reach the programs under test, and nothing here can change that.</summary>
    public static bool AreLost => _ignored.Value && !_resets.Value;

    /// <summary>File and arguments that start a program with the reactions a terminal gives.</summary>
    public static (string File, IEnumerable<string> Arguments) For(string file, IEnumerable<string> arguments) =>
        _ignored.Value && _resets.Value ? ("env", [Reset, file, .. arguments]) : (file, arguments);

    // GNU env since 8.31 replaces itself by the program, which so keeps the process id.
    private static bool CanReset()
    {
        using Process? env = Process.Start(new ProcessStartInfo("env", [Reset, "true"]) { RedirectStandardError = true });
        env?.WaitForExit();
        return env?.ExitCode == 0;
    }
}
