using System.Globalization;
using System.Text.Json;
using LiveTrading.Cli.Tests.Harness;

namespace LiveTrading.Cli.Tests;

public sealed class VenueQueryTests
{
    /// <summary>What a journal and a venue both tell of an order.</summary>
    private static readonly string[] _common =
        ["clientOrderId", "venueOrderId", "symbol", "side", "type", "timeInForce", "postOnly", "price", "triggerPrice", "quantity", "filledQuantity", "state", "open", "fills"];

    [Fact]
    public void Orders_andJournalShow_tellTheSameFieldByField()
    {
        using TemporaryDirectory directory = new();
        using VenueProcess venue = VenueProcess.Start("--generate", "3", "--symbols", "BTCUSDT", "--volatility", "5", "--port", "0");
        using (CliProcess run = CliProcess.Start(venue.RunArguments(directory["journal"])))
        {
            run.WaitUntil(() => run.Events.Count(e => e.Is("event", "order") && e.Is("kind", "filled")) >= 3 && run.Events.Any(e => e.Is("event", "order") && e.Is("kind", "canceled")), "fills and a cancel");
            run.Signal("TERM");
            Assert.True(run.WaitForExit() == 0, run.Describe());
        }

        Dictionary<string, string> there = Orders(CliProcess.Run("orders", "--venue", Address(venue), "--json"));
        Dictionary<string, string> recorded = Orders(CliProcess.Run("journal", "show", directory["journal"], "--json"));

        Assert.True(there.Count >= 4, $"{there.Count} orders");
        foreach ((string id, string order) in there)
            Assert.Equal(order, recorded.GetValueOrDefault(id, "not in the journal"));
        Assert.Contains(there.Values, o => o.Contains("\"Canceled\"", StringComparison.Ordinal));
        Assert.Contains(there.Values, o => o.Contains("commission", StringComparison.Ordinal));
    }

    [Fact]
    public void Orders_open_showsOnlyWhatCanStillExecute()
    {
        using TemporaryDirectory directory = new();
        using VenueProcess venue = VenueProcess.Start("--generate", "3", "--symbols", "BTCUSDT", "--events", "500", "--volatility", "5", "--port", "0");

        // A hundred basis points away nothing is filled while the venue is asked.
        using CliProcess run = CliProcess.Start([.. venue.RunArguments(directory["journal"]), "--set", "Strategies:1:Parameters:DistanceBps=100", "--set", "Strategies:1:Parameters:ToleranceBps=100"]);
        run.WaitUntil(() => venue.OpenOrders().Length == 2 && venue.Orders().Length > 2, "two resting orders and one that ended");
        run.Kill();

        using CliProcess open = CliProcess.Run("orders", "--venue", Address(venue), "--open", "--json");
        using CliProcess all = CliProcess.Run("orders", "--venue", Address(venue));

        Assert.Equal(2, open.Summary.GetProperty("orders").GetArrayLength());
        Assert.All(open.Summary.GetProperty("orders").EnumerateArray(), o => Assert.True(o.GetProperty("open").GetBoolean()));
        Assert.Equal(0, all.WaitForExit());
        Assert.Contains(all.Output, l => l.EndsWith("fills", StringComparison.Ordinal));
    }

    [Fact]
    public void Account_showsExactBalances()
    {
        using VenueProcess venue = VenueProcess.Start("--generate", "3", "--symbols", "BTCUSDT,ETHUSDT", "--port", "0");

        using CliProcess json = CliProcess.Run("account", "--venue", Address(venue).Replace("http", "ws", StringComparison.Ordinal) + "/ws-api/v3", "--json");
        using CliProcess table = CliProcess.Run("account", "--venue", Address(venue));

        Assert.Equal(
            """[{"asset":"BTC","free":"1","locked":"0","total":"1"},{"asset":"ETH","free":"20","locked":"0","total":"20"},{"asset":"USDT","free":"100000","locked":"0","total":"100000"}]""",
            json.Summary.GetProperty("balances").GetRawText());
        Assert.Contains(table.Output, l => l.Contains("USDT", StringComparison.Ordinal) && l.Contains("100000", StringComparison.Ordinal));
    }

    [Fact]
    public void Orders_unknownKey_isRefusedByName()
    {
        using VenueProcess venue = VenueProcess.Start("--generate", "3", "--port", "0");
        using CliProcess asked = CliProcess.Run("orders", "--venue", Address(venue), "--key", "nobody");

        Complaint.CheckLine(asked, 1, "There is no user with the key nobody.");
    }

    [Theory]
    [InlineData("orders")]
    [InlineData("account")]
    public void Query_nobodyListens_saysSo(string command)
    {
        using FixedAnswerServer server = new("");
        int free = server.Port;
        server.Dispose();
        using CliProcess asked = CliProcess.Run(command, "--venue", $"http://127.0.0.1:{free}");

        Complaint.CheckLine(asked, 1, $"http://127.0.0.1:{free}/ cannot be asked", "refused");
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 13\r\nConnection: close\r\n\r\n<html></html>")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\n[{}]")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nConnection: close\r\n\r\n[")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\nConnection: close\r\n\r\nnull")]
    [InlineData("SSH-2.0-OpenSSH_9.9\r\n")]
    [InlineData("")]
    public void Query_whatAnswersIsNoSimulatedVenue_saysSo(string answer)
    {
        using FixedAnswerServer server = new(answer);
        foreach (string command in new[] { "orders", "account" })
        {
            using CliProcess asked = CliProcess.Run(command, "--venue", $"http://127.0.0.1:{server.Port}");
            Complaint.CheckLine(asked, 1, $"http://127.0.0.1:{server.Port}/");
        }
    }

    [Theory]
    [InlineData("orders")]
    [InlineData("orders", "--venue", "")]
    [InlineData("orders", "--venue", "ftp://127.0.0.1")]
    [InlineData("account", "--venue", "http://")]
    public void Query_badAddress_isNamedAndExitCodeIsTwo(params string[] arguments)
    {
        using CliProcess asked = CliProcess.Run(arguments);

        Complaint.Check(asked, 2, "--venue");
    }

    private static string Address(VenueProcess venue) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{venue.Port}");

    private static Dictionary<string, string> Orders(CliProcess listed)
    {
        using (listed)
        {
            Assert.True(listed.WaitForExit() == 0, listed.Describe());
            return listed.Summary.GetProperty("orders").EnumerateArray()
                .ToDictionary(o => o.Text("clientOrderId"), o => string.Join(", ", _common.Select(f => f + "=" + o.GetProperty(f).GetRawText())));
        }
    }
}
