using System.Globalization;
using System.Text.Json;
using LiveTrading.Cli.Tests.Harness;

namespace LiveTrading.Cli.Tests;

public sealed class DemoTests
{
    private static readonly string _capture = Path.Combine(AppContext.BaseDirectory, "data", "binance-spot-btcusdt-20240808.jsonl.gz");

    [Fact]
    public void Demo_asFastAsPossible_playsWholeCaptureAndSummaryAddsUp()
    {
        using CliProcess demo = CliProcess.Run("demo", "--speed", "0", "--json");

        Assert.True(demo.WaitForExit() == 0, demo.Describe());
        JsonElement s = demo.Summary;
        Assert.Equal(41_249, s.Number("messages"));
        Assert.Equal(28_040, s.Number("quotes"));
        Assert.Equal(9_757, s.Number("trades"));
        Assert.True(s.Number("bookUpdates") > 3_000);
        Assert.True(s.Number("bookChecks") >= 2_890);
        Assert.Equal(0, s.Number("bookMismatches"));
        Assert.True(s.Number("ordersSubmitted") > 0);
        Assert.True(s.Number("fills") > 0);
        Assert.True(s.Number("journalRecords") > s.Number("ordersSubmitted"));
        Assert.Equal(0, s.Number("openOrders"));
        Assert.Equal(0, s.Number("unknownOrders"));
        Assert.Equal(0, s.Number("reconnects"));
        Assert.Equal(0, s.Number("handlerErrors"));
        Assert.Equal("endOfData", s.Text("shutdownReason"));
        Assert.NotEmpty(s.Map("position"));
        Assert.Equal(s.Map("position"), s.Map("venuePosition"));
        Assert.Empty(s.GetProperty("problems").EnumerateArray());
    }

    [Fact]
    public void Demo_json_lastLineHasEveryPromisedFieldWithItsKind()
    {
        using CliProcess demo = CliProcess.Run("demo", "--speed", "0", "--json");

        JsonElement s = demo.Summary;
        foreach (string counter in new[] { "messages", "quotes", "trades", "bookUpdates", "bookChecks", "bookMismatches", "ordersSubmitted", "ordersDenied", "ordersRejected", "ordersCanceled", "fills", "openOrders", "unknownOrders", "reconnects", "journalRecords", "handlerErrors" })
            Assert.True(s.GetProperty(counter).TryGetInt64(out _), counter);
        foreach (string map in new[] { "position", "venuePosition", "dust", "fees" })
            Assert.All(s.Map(map).Values, text => Assert.True(decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _), text));
        Assert.True(decimal.TryParse(s.Text("realizedPnl"), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _));
        Assert.True(s.GetProperty("elapsedSeconds").GetDouble() > 0);
    }

    [Fact]
    public void Demo_paced_bothStrategiesTrade()
    {
        using CliProcess demo = CliProcess.Run("demo", "--json");

        Assert.True(demo.WaitForExit() == 0, demo.Describe());
        JsonElement s = demo.Summary;
        Assert.Equal(41_249, s.Number("messages"));
        Assert.Equal(0, s.Number("bookMismatches"));
        Assert.True(s.Number("ordersSubmitted") >= 50, demo.Describe());
        Assert.True(s.Number("fills") >= 10, demo.Describe());
        Assert.All(s.GetProperty("strategies").EnumerateArray(), strategy => Assert.True(strategy.Number("fills") > 0, demo.Describe()));
        Assert.Equal(s.Map("position"), s.Map("venuePosition"));
    }

    [Fact]
    public void Demo_captureTwiceInARow_playsBoth()
    {
        using CliProcess demo = CliProcess.Run("demo", "--speed", "0", "--json", "--data", _capture + "," + _capture);

        Assert.True(demo.WaitForExit() == 0, demo.Describe());
        JsonElement s = demo.Summary;
        Assert.Equal(56_080, s.Number("quotes"));
        Assert.Equal(19_514, s.Number("trades"));
        Assert.True(s.Number("bookChecks") >= 2 * 2_890, demo.Describe());
        Assert.Equal(0, s.Number("bookMismatches"));
        Assert.Equal("endOfData", s.Text("shutdownReason"));
    }

    [Fact]
    public void Demo_seconds_endsEarlyByRequestAndSummaryAddsUp()
    {
        using CliProcess demo = CliProcess.Run("demo", "--speed", "5", "--seconds", "3", "--json");

        Assert.True(demo.WaitForExit() == 0, demo.Describe());
        Assert.Equal("userRequest", demo.Summary.Text("shutdownReason"));
        Assert.InRange(demo.Summary.Number("messages"), 1, 41_248);
        Assert.Equal(0, demo.Summary.Number("openOrders"));
    }

    [Fact]
    public void Demo_forPeople_printsSummaryAndNoEscapeCodes()
    {
        using CliProcess demo = CliProcess.Run("demo", "--speed", "0");

        Assert.True(demo.WaitForExit() == 0, demo.Describe());
        string text = string.Join('\n', demo.Output);
        Assert.Contains("The summary adds up.", text, StringComparison.Ordinal);
        Assert.Contains("41249 messages", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", text + string.Join('\n', demo.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Demo_journalGiven_keepsItReadable()
    {
        using TemporaryDirectory directory = new();
        using CliProcess demo = CliProcess.Run("demo", "--speed", "0", "--json", "--journal", directory["journal"]);
        using CliProcess show = CliProcess.Run("journal", "show", directory["journal"], "--json");

        Assert.True(show.WaitForExit() == 0, show.Describe());
        Assert.True(show.Summary.GetProperty("sealed").GetBoolean());
        JsonElement[] orders = [.. show.Summary.GetProperty("orders").EnumerateArray()];
        Assert.Equal(demo.Summary.Number("fills"), orders.Sum(o => o.GetProperty("fills").GetArrayLength()));
        Assert.Equal(demo.Summary.Number("ordersSubmitted"), orders.Count(o => !o.Is("state", "Denied")));
    }
}
