using System.CommandLine;
using LiveTrading.Cli.Output;
using LiveTrading.Cli.Running;

namespace LiveTrading.Cli.Commands;

/// <summary><c>livetrading account</c>: what a simulated venue has of a user's balances.</summary>
internal static class AccountCommand
{
    public static Command Create()
    {
        Option<string> venue = SharedOptions.Venue();
        Option<string> key = SharedOptions.ApiKey();
        Option<bool> json = SharedOptions.Json();
        Command command = new("account", """
            List the balances that a simulated venue has of a user.

            Examples:
              livetrading account --venue http://127.0.0.1:9010
              livetrading account --venue http://127.0.0.1:9010 --key demo-key --json
            """)
        {
            venue, key, json,
        };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(venue), parsed.GetRequiredValue(key), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string venue, string key, bool json)
    {
        SimulatedVenueClient.TryReadAddress(venue, out Uri address);
        using SimulatedVenueClient client = new(address, key);
        var balances = client.Balances();
        if (json)
            VenueView.PrintJson(address, key, balances);
        else
            VenueView.PrintTable(balances);
        return ExitCodes.Clean;
    }
}
