namespace LiveTrading.Cli;

/// <summary>What goes to a person: problems and progress to standard error, results to standard output.</summary>
internal static class Terminal
{
    /// <summary>One clear message; never a stack trace.</summary>
    public static void Fail(string message) => Console.Error.WriteLine("livetrading: " + message);
}
