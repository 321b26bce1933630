using LiveTrading.Venues.Binance.Signing;

namespace LiveTrading.Venues.Binance.Tests;

public sealed class BinanceOptionsTests
{
    [Fact]
    public void Validate_DefaultsWithASymbol_AreFine() => Assert.Empty(new BinanceOptions { Symbols = ["BTCUSDT", "这是测试币456"] }.Validate());

    [Fact]
    public void Validate_EverythingWrong_NamesEveryKey()
    {
        IReadOnlyList<string> problems = new BinanceOptions
        {
            StreamUrl = "http://x",
            ApiUrl = "",
            Account = " ",
            Venue = "lower",
            Symbols = ["BTCUSDT", "BTCUSDT", "btcusdt", "A\"B", ""],
            ReceiveWindow = TimeSpan.FromSeconds(61),
            QueryTimeout = TimeSpan.Zero,
            ClockInterval = TimeSpan.Zero,
            RenewAfter = TimeSpan.FromHours(25),
            ReconnectBase = TimeSpan.Zero,
        }.Validate("LiveTrading:Binance");

        foreach (string key in new[] { "StreamUrl", "ApiUrl", "Account", "Venue", "Symbols:1", "Symbols:2", "Symbols:3", "Symbols:4", "ReceiveWindow", "QueryTimeout", "ClockInterval", "RenewAfter", "ReconnectBase" })
            Assert.Single(problems, p => p.StartsWith("LiveTrading:Binance:" + key + " ", StringComparison.Ordinal));
    }

    [Fact]
    public void ToString_WithCredentials_ShowsNoSecret()
    {
        BinanceOptions options = new() { Credentials = new BinanceCredentials("visible-key", "visible-secret") };
        Assert.DoesNotContain("visible", options.ToString(), StringComparison.Ordinal);
    }
}
