using System.Globalization;
using System.Net;
using System.Text.Json;
using LiveTrading.Cli.Output;

namespace LiveTrading.Cli.Running;

/// <summary>Asks a simulated venue by its routes below <c>/sim/</c> what it has of a user.</summary>
internal sealed class SimulatedVenueClient : IDisposable
{
    /// <summary>Until the answer is complete.</summary>
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(30);

    /// <summary>200,000 orders, the most a venue remembers, with two fills each.</summary>
    private const int MaxAnswerBytes = 256 * 1024 * 1024;

    private readonly HttpClient _http = new() { Timeout = _timeout, MaxResponseContentBufferSize = MaxAnswerBytes };
    private readonly Uri _venue;
    private readonly string _apiKey;

    public SimulatedVenueClient(Uri venue, string apiKey)
    {
        _venue = venue;
        _apiKey = apiKey;
    }

    /// <summary>Reads an address as people give it: <c>http</c>, or <c>ws</c> as in a configuration; the path does not matter.</summary>
    public static bool TryReadAddress(string text, out Uri venue)
    {
        venue = null!;
        if (!Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text, UriKind.Absolute, out Uri? given) || given.Host.Length == 0)
            return false;
        string? scheme = given.Scheme switch
        {
            "http" or "ws" => "http",
            "https" or "wss" => "https",
            _ => null,
        };
        if (scheme is null)
            return false;
        venue = new UriBuilder(scheme, given.Host, given.Port).Uri;
        return true;
    }

    /// <summary>Every order of the user, oldest first.</summary>
    /// <exception cref="VenueQueryException">No answer, or not that of a simulated venue.</exception>
    public IReadOnlyList<ListedOrder> Orders() => Read("orders", answer => answer.EnumerateArray().Select(Order).ToArray());

    /// <summary>The user's balances.</summary>
    /// <exception cref="VenueQueryException">No answer, or not that of a simulated venue.</exception>
    public IReadOnlyList<(string Asset, string Free, string Locked, string Total)> Balances() => Read("account", answer => answer.EnumerateArray()
        .Select(b => (Text(b, "asset"), Amount(b, "free"), Amount(b, "locked"), Plain(Decimal(b, "free") + Decimal(b, "locked")))).ToArray());

    public void Dispose() => _http.Dispose();

    private T Read<T>(string route, Func<JsonElement, T> read)
    {
        Uri address = new(_venue, $"sim/{route}?apiKey={Uri.EscapeDataString(_apiKey)}");
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Get, address);
            using HttpResponseMessage response = _http.Send(request);
            using Stream body = response.Content.ReadAsStream();
            using JsonDocument answer = JsonDocument.Parse(body);
            if (response.StatusCode != HttpStatusCode.OK)
                throw new VenueQueryException($"{_venue} refuses: {Text(answer.RootElement, "msg")}");
            return read(answer.RootElement);
        }
        catch (HttpRequestException e)
        {
            throw new VenueQueryException($"{_venue} cannot be asked: {Cause(e)}", e);
        }
        catch (TaskCanceledException e)
        {
            throw new VenueQueryException($"{_venue} has not answered within {_timeout.TotalSeconds:0} seconds.", e);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or IOException)
        {
            throw new VenueQueryException($"{address} is not answered as a simulated venue would: {e.Message}", e);
        }
    }

    private static string Cause(Exception e)
    {
        while (e.InnerException is { } inner)
            e = inner;
        return e.Message;
    }

    private static ListedOrder Order(JsonElement o)
    {
        string type = Text(o, "type");
        string status = Text(o, "status");
        return new ListedOrder
        {
            ClientOrderId = Text(o, "origClientOrderId"),
            VenueOrderId = o.GetProperty("orderId").GetInt64().ToString(CultureInfo.InvariantCulture),
            Symbol = Text(o, "symbol"),
            Side = Words(Text(o, "side")),
            Type = type switch
            {
                "LIMIT" or "LIMIT_MAKER" => "Limit",
                "STOP_LOSS" or "TAKE_PROFIT" => "StopMarket",
                "STOP_LOSS_LIMIT" or "TAKE_PROFIT_LIMIT" => "StopLimit",
                _ => Words(type),
            },
            TimeInForce = Words(Text(o, "timeInForce")),
            PostOnly = type == "LIMIT_MAKER",
            Price = Amount(o, "price"),
            TriggerPrice = Amount(o, "stopPrice"),
            Quantity = Amount(o, "origQty"),
            FilledQuantity = Amount(o, "executedQty"),
            State = status switch
            {
                "NEW" => "Accepted",
                "EXPIRED_IN_MATCH" => "Expired",
                _ => Words(status),
            },
            IsOpen = status is "NEW" or "PARTIALLY_FILLED",
            Fills = [.. o.GetProperty("fills").EnumerateArray().Select(Fill)],
        };
    }

    private static ListedFill Fill(JsonElement f) => new(
        f.GetProperty("tradeId").GetInt64().ToString(CultureInfo.InvariantCulture), Amount(f, "price"), Amount(f, "qty"), Amount(f, "commission"), Text(f, "commissionAsset"));

    /// <summary><c>PARTIALLY_FILLED</c> in the engine's way of writing: <c>PartiallyFilled</c>.</summary>
    private static string Words(string upper) => string.Concat(upper.Split('_').Select(w => w.Length == 0 ? w : w[0] + w[1..].ToLowerInvariant()));

    private static string Text(JsonElement o, string name) => o.GetProperty(name).GetString() ?? throw new FormatException($"{name} is null.");

    private static string Amount(JsonElement o, string name) => Plain(Decimal(o, name));

    private static string Plain(decimal amount) => amount.ToString("0.########", CultureInfo.InvariantCulture);

    private static decimal Decimal(JsonElement o, string name) => decimal.Parse(Text(o, name), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
