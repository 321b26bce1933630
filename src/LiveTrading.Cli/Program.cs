using System.CommandLine;
using LiveTrading;
using LiveTrading.Cli;
using LiveTrading.Cli.Commands;
using LiveTrading.Model;

RootCommand root = new("LiveTrading: run trading strategies against a venue in a box or live.")
{
    DemoCommand.Create(),
    RunCommand.Create(),
    GuardCommand.Create(),
    VenueCommand.Create(),
    JournalCommand.Create(),
    ReplayCommand.Create(),
    OrdersCommand.Create(),
    AccountCommand.Create(),
};
try
{
    ParseResult parsed = root.Parse(args);
    if (parsed.Errors.Count > 0)
        return Terminal.RefuseArguments(parsed);


    // The engine handles SIGINT and SIGTERM itself, from its first moment on.
    return parsed.Invoke(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
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
