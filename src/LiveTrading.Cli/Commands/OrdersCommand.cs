using System.CommandLine;
using LiveTrading.Cli.Output;
using LiveTrading.Cli.Running;

namespace LiveTrading.Cli.Commands;

/// <summary><c>livetrading orders</c>: what a simulated venue has of a user's orders.</summary>
internal static class OrdersCommand
{
    public static Command Create()
    {
        Option<string> venue = SharedOptions.Venue();
        Option<string> key = SharedOptions.ApiKey();
        Option<bool> open = new("--open") { Description = "Only orders that still can execute." };
        Option<bool> json = SharedOptions.Json();
        Command command = new("orders", """
            List the orders that a simulated venue has of a user, with their fills: the venue's own truth, to compare with `livetrading journal show`.

            Examples:
              livetrading orders --venue http://127.0.0.1:9010
              livetrading orders --venue http://127.0.0.1:9010 --open --json
            """)
        {
            venue, key, open, json,
        };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(venue), parsed.GetRequiredValue(key), parsed.GetValue(open), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string venue, string key, bool openOnly, bool json)
    {
        SimulatedVenueClient.TryReadAddress(venue, out Uri address);
        using SimulatedVenueClient client = new(address, key);
        ListedOrder[] orders = [.. client.Orders().Where(o => o.IsOpen || !openOnly)];
        if (json)
            VenueView.PrintJson(address, key, orders);
        else
            VenueView.PrintTable(orders);
        return ExitCodes.Clean;
    }
}
