using System.Text.Json;
using LiveTrading.Cli.Tests.Harness;

namespace LiveTrading.Cli.Tests;

public sealed class RestartedVenueTests
{
    [Fact]
    public void Run_venueKilledAndStartedAgain_backsOffResynchronisesReconcilesAndTradesOn()
    {
        using TemporaryDirectory directory = new();
        using VenueProcess venue = VenueProcess.Start();
        using CliProcess run = CliProcess.Start(venue.RunArguments(directory["journal"]));
        run.WaitForEvent("book", e => e.Is("state", "valid"));
        run.WaitUntil(() => venue.OpenOrders().Length > 0, "a resting order");
        int eventsBefore = run.Events.Count;
        venue.Process.Kill();
        run.WaitForEvent("connection", e => e.Is("kind", "reconnecting") && e.Number("attempt") == 2, eventsBefore);
        string forgotten = run.WorkingOrders()[0];

        using VenueProcess restarted = VenueProcess.Start(venue.Port);
        run.WaitForEvent("reconciled", _ => true, eventsBefore);
        run.WaitForEvent("book", e => e.Is("state", "valid"), eventsBefore);
        run.WaitForEvent("alert", e => e.Is("code", "orderForgotten") && e.Text("text").Contains(forgotten, StringComparison.Ordinal), eventsBefore);
        run.WaitForEvent("order", e => e.Is("kind", "canceled") && e.Is("clientOrderId", forgotten), eventsBefore);
        run.WaitForEvent("order", e => e.Is("kind", "accepted"), run.Events.Count);
        run.Signal("TERM");

        Assert.True(run.WaitForExit() == 0, run.Describe());
        JsonElement[] after = [.. run.Events.Skip(eventsBefore)];
        foreach (string name in new[] { "streams", "orders", "queries" })
        {
            JsonElement[] connection = [.. after.Where(e => e.Is("event", "connection") && e.Is("name", name))];
            Assert.Equal("disconnected", connection[0].Text("kind"));
            JsonElement[] attempts = [.. connection.Where(e => e.Is("kind", "reconnecting"))];
            Assert.True(attempts.Length >= 2, run.Describe());
            double wait = 1;
            for (int i = 0; i < attempts.Length; i++, wait = Math.Min(wait * 2, 60))
            {
                Assert.Equal(i + 1, attempts[i].Number("attempt"));
                Assert.InRange(attempts[i].GetProperty("delaySeconds").GetDouble(), wait, wait * 1.1 + 0.001);
            }

            Assert.Contains(connection, e => e.Is("kind", "connected"));
            Assert.Contains(connection, e => e.Is("kind", "ready"));
        }

        int invalid = Array.FindIndex(after, e => e.Is("event", "book") && e.Is("state", "invalid"));
        int valid = Array.FindLastIndex(after, e => e.Is("event", "book") && e.Is("state", "valid"));
        Assert.True(invalid >= 0 && valid > invalid, run.Describe());
        Assert.Equal(0, run.Summary.Number("openOrders"));
        Assert.Equal(0, run.Summary.Number("unknownOrders"));
        Assert.Equal("signal", run.Summary.Text("shutdownReason"));
        Assert.Equal(0, run.Summary.Number("handlerErrors"));
    }
}
