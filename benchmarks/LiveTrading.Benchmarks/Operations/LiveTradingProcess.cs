using System.Diagnostics;

namespace LiveTrading.Benchmarks.Operations;

/// <summary><c>livetrading</c> as a person starts it.</summary>
internal static class LiveTradingProcess
{
    /// <summary>Starts it.</summary>
    /// <param name="native">The natively compiled program; null: the one that the runtime compiles as it runs.</param>
    /// <param name="arguments">Its command line.</param>
    public static Process Start(string? native, params string[] arguments)
    {
        // With its own start program where the build made one, as an installed tool has it.
        string own = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "LiveTrading.Cli.exe" : "LiveTrading.Cli");
        bool isHosted = native is null && !File.Exists(own);
        ProcessStartInfo start = new(native ?? (isHosted ? "dotnet" : own)) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (isHosted)
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "LiveTrading.Cli.dll"));
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        Process process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
