using System.Text;
using System.Text.Json;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.Orders;
using LiveTrading.Venues.Binance.Instruments;
using LiveTrading.Venues.Binance.Parsing;

namespace LiveTrading.Venues.Binance.Tests.Instruments;

public sealed class ExchangeInfoParserTests
{
    private static readonly VenueId Venue = new("BINANCE");

    [Fact]
    public void Parse_AllFilters_GivesEveryRule()
    {
        ExchangeInfoParser parser = new(Venue);

        Assert.Equal(ParseStatus.Ok, parser.Parse(SampleFiles.Read("handmade.rest.exchangeInfo.BTCUSDT.all-filters.json")));

        Instrument i = Assert.Single(parser.Instruments);
        Assert.Equal(("BTCUSDT.BINANCE", "BTC", "USDT", InstrumentStatus.Trading), (i.Id.ToString(), i.BaseCurrency, i.QuoteCurrency, i.Status));
        Assert.Equal((0.01m, 0.01m, 1_000_000m), (i.TickSize.AsDecimal, i.MinPrice.AsDecimal, i.MaxPrice.AsDecimal));
        Assert.Equal((0.00001m, 0.00001m, 9000m), (i.LotSize.AsDecimal, i.MinQuantity.AsDecimal, i.MaxQuantity.AsDecimal));
        Assert.Equal((0m, 100m), (i.MarketLotSize.AsDecimal, i.MaxMarketQuantity.AsDecimal));
        Assert.Equal((5m, 9_000_000m, true, false), (i.MinNotional, i.MaxNotional, i.MinNotionalAppliesToMarket, i.MaxNotionalAppliesToMarket));
        Assert.Equal((5m, 0.2m, 5m, 0.2m, 200), (i.BuyPriceMultiplierUp, i.BuyPriceMultiplierDown, i.SellPriceMultiplierUp, i.SellPriceMultiplierDown, i.MaxOpenOrders));
        Assert.Equal([OrderType.Limit, OrderType.Market, OrderType.StopMarket, OrderType.StopLimit], i.OrderTypes);
    }

    [Fact]
    public void Parse_AllFilters_GivesRateLimits()
    {
        ExchangeInfoParser parser = new(Venue);

        parser.Parse(SampleFiles.Read("handmade.rest.exchangeInfo.BTCUSDT.all-filters.json"));

        Assert.Equal(
            [new(RateLimitKind.RequestWeight, 60, 6000, -1), new(RateLimitKind.Orders, 10, 50, -1), new(RateLimitKind.Orders, 86400, 160000, -1)],
            parser.RateLimits.Take(parser.RateLimitCount).Where(l => l.Kind != RateLimitKind.Other));
    }

    [Fact]
    public void Parse_Capture_AgreesWithSystemTextJson()
    {
        byte[] capture = SampleFiles.Read("captured.rest.exchangeInfo.2021.json");
        ExchangeInfoParser parser = new(Venue);
        using JsonDocument document = JsonDocument.Parse(capture);

        Assert.Equal(ParseStatus.Ok, parser.Parse(capture));

        JsonElement[] symbols = [.. document.RootElement.GetProperty("symbols").EnumerateArray()];
        Assert.Equal(symbols.Select(s => s.GetProperty("symbol").GetString()), parser.Instruments.Select(i => i.Id.Symbol));
        foreach ((JsonElement symbol, Instrument instrument) in symbols.Zip(parser.Instruments))
        {
            JsonElement price = symbol.GetProperty("filters").EnumerateArray().First(f => f.GetProperty("filterType").GetString() == "PRICE_FILTER");
            Assert.Equal(decimal.Parse(price.GetProperty("tickSize").GetString()!, System.Globalization.CultureInfo.InvariantCulture), instrument.TickSize.AsDecimal);
            Assert.True(instrument.MinNotional > 0 && instrument.LotSize.Raw > 0);
        }
    }

    [Fact]
    public void Parse_CutAtEveryByte_GivesNothing()
    {
        byte[] whole = SampleFiles.Read("handmade.rest.exchangeInfo.BTCUSDT.all-filters.json").AsSpan().TrimEnd("\n"u8).ToArray();
        ExchangeInfoParser parser = new(Venue);
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.NotEqual(ParseStatus.Ok, parser.Parse(whole.AsSpan(0, length)));
            Assert.Empty(parser.Instruments);
        }
    }

    [Theory]
    [InlineData("0.01000000", "NaN")]
    [InlineData("0.01000000", "-1")]
    [InlineData("9000.00000000", "many")]
    public void Parse_BadFilterValue_NamesTheField(string from, string to)
    {
        string text = Encoding.UTF8.GetString(SampleFiles.Read("handmade.rest.exchangeInfo.BTCUSDT.all-filters.json"));
        ExchangeInfoParser parser = new(Venue);

        Assert.Equal(ParseStatus.WrongType, parser.Parse(Encoding.UTF8.GetBytes(text.Replace(from, to, StringComparison.Ordinal))));

        Assert.Matches("PRICE_FILTER|LOT_SIZE", parser.Failure.Field);
    }

    [Fact]
    public void Parse_BoundBeyondFixedPoint_BecomesTheLargest()
    {
        string text = Encoding.UTF8.GetString(SampleFiles.Read("handmade.rest.exchangeInfo.BTCUSDT.all-filters.json"));
        ExchangeInfoParser parser = new(Venue);

        parser.Parse(Encoding.UTF8.GetBytes(text.Replace("9000.00000000", "999999999999999.00000000", StringComparison.Ordinal)));

        Assert.Equal(new Quantity(long.MaxValue), parser.Instruments[0].MaxQuantity);
    }

    [Theory]
    [InlineData("TRADING", InstrumentStatus.Trading)]
    [InlineData("CANCEL_ONLY", InstrumentStatus.CancelOnly)]
    [InlineData("HALT", InstrumentStatus.Halted)]
    [InlineData("BREAK", InstrumentStatus.Halted)]
    [InlineData("SOMETHING_NEW", InstrumentStatus.Halted)]
    public void Parse_Status_WhatIsNotKnownIsHalted(string word, InstrumentStatus expected)
    {
        string text = Encoding.UTF8.GetString(SampleFiles.Read("handmade.rest.exchangeInfo.BTCUSDT.all-filters.json"));
        ExchangeInfoParser parser = new(Venue);

        parser.Parse(Encoding.UTF8.GetBytes(text.Replace("\"TRADING\"", $"\"{word}\"", StringComparison.Ordinal)));

        Assert.Equal(expected, parser.Instruments[0].Status);
    }
}
