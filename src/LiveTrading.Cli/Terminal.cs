using System.CommandLine;
using System.CommandLine.Parsing;

namespace LiveTrading.Cli;

/// <summary>What goes to a person: problems and progress to standard error, results to standard output.</summary>
internal static class Terminal
{
    /// <summary>One clear message; never a stack trace.</summary>
    public static void Fail(string message) => Console.Error.WriteLine("livetrading: " + message);

    /// <summary>Names everything that is wrong with the command line, and where to read what is right.</summary>
    public static int RefuseArguments(ParseResult parsed)
    {
        foreach (ParseError error in parsed.Errors)
            Fail(error.Message);
        List<string> path = [];
        for (SymbolResult? at = parsed.CommandResult; at?.Parent is not null; at = at.Parent)
            path.Insert(0, at is CommandResult command ? command.Command.Name : "");
        Console.Error.WriteLine($"Try 'livetrading {string.Concat(path.Select(p => p + " "))}--help'.");
        return ExitCodes.Usage;
    }
}
