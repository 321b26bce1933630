using System.Text.Json;
using LiveTrading.Model;
using LiveTrading.Venues.Simulated.Faults;

namespace LiveTrading.Venues.Simulated.Protocol;

/// <summary>The venue's own routes below <c>/sim/</c>: state, orders, account, transfers and faults. Whoever reaches the port may use them; it is on loopback by default.</summary>
internal sealed class AdminRequests(SimulatedVenue venue)
{
    private readonly JsonBody _json = new();

    public ApiReply Answer(string method, string path, RequestParameters parameters, ReadOnlySpan<byte> body)
    {
        try
        {
            return (method, path) switch
            {
                ("GET", "state") => State(),
                ("GET", "orders") => Orders(parameters.RequiredText("apiKey")),
                ("GET", "account") => Account(parameters.RequiredText("apiKey")),
                ("POST", "transfer") => Transfer(parameters),
                ("POST", "fault") => Fault(body),
                ("DELETE", "fault") => Clear(),
                _ => Refuse(404, $"There is no {method} /sim/{path}; there are GET state, orders, account, POST transfer, fault and DELETE fault."),
            };
        }
        catch (ArgumentException e)
        {
            return Refuse(400, e.Message);
        }
    }

    private ApiReply State() => Ok(json =>
    {
        SimulatedVenueStatus status = venue.Status;
        json.WriteStartObject();
        json.WriteString("playback", status.Playback.ToString());
        json.WriteNumber("messagesPlayed", status.MessagesPlayed);
        json.WriteNumber("framesSent", status.FramesSent);
        json.WriteNumber("orders", status.Orders);
        json.WriteNumber("fills", status.Fills);
        json.WriteNumber("streamConnections", status.StreamConnections);
        json.WriteNumber("apiConnections", status.ApiConnections);
        json.WriteNumber("blockedConnections", status.BlockedConnections);
        json.WriteNumber("bookGaps", status.BookGaps);
        json.WriteString("playbackError", status.PlaybackError);
        json.WriteEndObject();
    });

    private ApiReply Orders(string apiKey) => Ok(json =>
    {
        ILookup<long, SimulatedFill> fills = venue.Fills(apiKey).ToLookup(f => f.OrderId);
        json.WriteStartArray();
        foreach (SimulatedOrder order in venue.Orders(apiKey))
        {
            json.WriteStartObject();
            json.WriteNumber("orderId", order.OrderId);
            json.WriteString("clientOrderId", order.ClientOrderId);
            json.WriteString("origClientOrderId", order.OriginalClientOrderId);
            json.WriteString("symbol", order.Symbol);
            json.WriteString("side", order.Side);
            json.WriteString("type", order.Type);
            json.WriteString("status", order.Status);
            json.WriteString("timeInForce", order.TimeInForce);
            json.WriteString("price", VenueWords.Amount(order.Price));
            json.WriteString("stopPrice", VenueWords.Amount(order.StopPrice));
            json.WriteString("origQty", VenueWords.Amount(order.Quantity));
            json.WriteString("executedQty", VenueWords.Amount(order.ExecutedQuantity));
            json.WriteString("cummulativeQuoteQty", VenueWords.Amount(order.CumulativeQuote));
            json.WriteStartArray("fills");
            foreach (SimulatedFill fill in fills[order.OrderId])
                WriteFill(json, fill);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static void WriteFill(Utf8JsonWriter json, SimulatedFill fill)
    {
        json.WriteStartObject();
        json.WriteNumber("tradeId", fill.TradeId);
        json.WriteString("price", VenueWords.Amount(fill.Price));
        json.WriteString("qty", VenueWords.Amount(fill.Quantity));
        json.WriteString("commission", VenueWords.Amount(fill.Commission));
        json.WriteString("commissionAsset", fill.CommissionAsset);
        json.WriteBoolean("isMaker", fill.IsMaker);
        json.WriteNumber("time", fill.TimeMs);
        json.WriteEndObject();
    }

    private ApiReply Account(string apiKey) => Ok(json =>
    {
        json.WriteStartArray();
        foreach (SimulatedBalance balance in venue.Balances(apiKey))
        {
            json.WriteStartObject();
            json.WriteString("asset", balance.Asset);
            json.WriteString("free", VenueWords.Amount(balance.Free));
            json.WriteString("locked", VenueWords.Amount(balance.Locked));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private ApiReply Transfer(RequestParameters parameters)
    {
        string apiKey = parameters.RequiredText("apiKey");
        string asset = parameters.RequiredText("asset");
        string text = parameters.RequiredText("amount");
        if (parameters.Error is { } error)
            return Refuse(400, error.Message);
        if (!FixedPoint.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out long amount) || amount == 0)
            return Refuse(400, $"amount is {text}; allowed is a decimal number other than 0, below 0 to withdraw.");
        return venue.Transfer(apiKey, asset, FixedPoint.ToDecimal(amount)) ? Done() : Refuse(400, "The account has not so much to withdraw.");
    }

    private ApiReply Fault(ReadOnlySpan<byte> body)
    {
        VenueFault? fault;
        try
        {
            fault = JsonSerializer.Deserialize(body, VenueJsonContext.Default.FaultRequest)?.ToFault();
        }
        catch (JsonException e)
        {
            return Refuse(400, $"The body must be a fault such as {{\"kind\":\"DropAfterAccept\",\"count\":1,\"delay\":\"00:00:01\"}}; kinds are {string.Join(", ", Enum.GetNames<FaultKind>())}. At {e.Path ?? "the start"}.");
        }

        if (fault is null)
            return Refuse(400, "The body must be a fault with a kind.");
        return venue.Inject(fault) ? Done() : Refuse(429, $"{FaultPlan.MaxFaults} faults wait already.");
    }

    private ApiReply Clear()
    {
        venue.ClearFaults();
        return Done();
    }

    private static ApiReply Done() => new(200, "{}"u8.ToArray());

    private ApiReply Ok(Action<Utf8JsonWriter> write) => new(200, _json.Write(write));

    private ApiReply Refuse(int status, string message) => new(status, _json.Write(new VenueError(status, -1130, message), VenueApi.WriteError));
}
