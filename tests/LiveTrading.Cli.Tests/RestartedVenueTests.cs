using System.Globalization;
using System.Text.Json;
using LiveTrading.Cli.Tests.Harness;

namespace LiveTrading.Cli.Tests;

public sealed class RestartedVenueTests
{
    [Fact]
    public void Run_venueKilledAndStartedAgain_backsOffResynchronisesReconcilesAndTradesOn()
    {
        using TemporaryDirectory directory = new();
        using CliProcess run = TradeThroughRestart(directory, out int eventsBefore);
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

    private static CliProcess TradeThroughRestart(TemporaryDirectory directory, out int eventsBefore)
    {
        VenueProcess venue = VenueProcess.Start();
        CliProcess run = CliProcess.Start(venue.RunArguments(directory["journal"]));
        VenueProcess? restarted = null;
        try
        {
            run.WaitForEvent("book", e => e.Is("state", "valid"));
            run.WaitUntil(() => venue.OpenOrders().Length > 0, "a resting order");
            int before = eventsBefore = run.Events.Count;
            venue.Process.Kill();
            run.WaitForEvent("connection", e => e.Is("kind", "reconnecting") && e.Number("attempt") == 2, before);
            restarted = VenueProcess.Start(venue.Port);
            run.WaitForEvent("reconciled", _ => true, before);
            run.WaitForEvent("book", e => e.Is("state", "valid"), before);
            int reconciled = run.Events.Count;
            run.WaitForEvent("order", e => e.Is("kind", "accepted"), reconciled);
            return run;
        }
        catch
        {
            run.Dispose();
            throw;
        }
        finally
        {
            venue.Dispose();
        }
    }
}
