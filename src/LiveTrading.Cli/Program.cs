using System.CommandLine;
using LiveTrading;
using LiveTrading.Cli;
using LiveTrading.Cli.Commands;
using LiveTrading.Model;

RootCommand root = new("LiveTrading: run trading strategies against a venue in a box or live.")
{
    DemoCommand.Create(),
    RunCommand.Create(),
    VenueCommand.Create(),
    JournalCommand.Create(),
};
ParseResult parsed = root.Parse(args);
try
{
    // The engine handles SIGINT and SIGTERM itself, from its first moment on.
    int code = parsed.Invoke(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
    return parsed.Errors.Count > 0 ? ExitCodes.Usage : code;
}
catch (LiveTradingOptionsException e)
{
    Terminal.Fail(e.Message);
    return ExitCodes.Usage;
}
catch (Exception e) when (e is LiveTradingException or IOException or UnauthorizedAccessException)
{
    Terminal.Fail(e.Message);
    return ExitCodes.Error;
}
