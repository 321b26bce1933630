using System.Text.Json;
using LiveTrading.Engine.Data;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Execution;
using LiveTrading.Engine.Kernel;
using LiveTrading.Engine.Risk;
using LiveTrading.Model.Orders;

namespace LiveTrading.Cli.Running;

/// <summary>Status lines for machines: one JSON object a line on standard output, each with <c>event</c>. Order events, connections, books, reconciliations, alerts; never market data.</summary>
internal static class StatusLines
{
    public static void State(EngineState state) => Write("state", w => w.WriteString("state", Camel(state.ToString())));

    public static void Attach(TradingKernel kernel)
    {
        const string owner = "status";
        kernel.Bus.Subscribe<ConnectionEvent>("system.*connected", OnConnection, owner: owner);
        kernel.Bus.Subscribe<ConnectionEvent>(SystemTopics.Reconnecting, OnConnection, owner: owner);
        kernel.Bus.Subscribe<ConnectionEvent>(SystemTopics.Ready, OnConnection, owner: owner);
        kernel.Bus.Subscribe<ConnectionEvent>(SystemTopics.Failed, OnConnection, owner: owner);
        kernel.Bus.Subscribe<ReconciliationSummary>(SystemTopics.Reconciled, OnReconciled, owner: owner);
        kernel.Bus.Subscribe<StrategyEvent>(SystemTopics.Strategy, OnStrategy, owner: owner);
        kernel.Bus.Subscribe<AlertEvent>(SystemTopics.Alert, OnAlert, owner: owner);
        kernel.Bus.Subscribe<BookStateEvent>(SystemTopics.Book, (in e) => OnBook(kernel, in e), owner: owner);
        kernel.Bus.Subscribe<KillSwitchEvent>("risk.kill_switch", OnKillSwitch, owner: owner);
        kernel.Bus.Subscribe<TradingStateChange>("risk.state", OnTradingState, owner: owner);
        kernel.Bus.Subscribe<LossLimitReached>("risk.limit", OnLossLimit, owner: owner);
        kernel.Bus.Subscribe<OrderEvent>("order.*", OnOrder, owner: owner);
    }

    private static void OnConnection(in ConnectionEvent e)
    {
        (string kind, string endpoint, string? name, int attempt, double seconds, string? reason) = (Camel(e.Kind.ToString()), e.Endpoint, e.Name, e.Attempt, e.DelayNanos / 1e9, e.Reason);
        Write("connection", w =>
        {
            w.WriteString("kind", kind);
            w.WriteString("endpoint", endpoint);
            if (name is not null)
                w.WriteString("name", name);
            if (attempt > 0)
            {
                w.WriteNumber("attempt", attempt);
                w.WriteNumber("delaySeconds", Math.Round(seconds, 3));
            }

            if (reason is not null)
                w.WriteString("reason", reason);
        });
    }

    private static void OnReconciled(in ReconciliationSummary s)
    {
        ReconciliationSummary summary = s;
        Write("reconciled", w =>
        {
            w.WriteString("venue", summary.Venue.Value);
            w.WriteString("reason", summary.Reason);
            w.WriteNumber("openOrders", summary.OwnOpenOrders);
            w.WriteNumber("missing", summary.Missing);
            w.WriteNumber("missedFills", summary.MissedFills);
            w.WriteNumber("adopted", summary.Adopted);
            w.WriteNumber("foreign", summary.ForeignOpenOrders);
            w.WriteNumber("positionDifferences", summary.PositionDifferences);
        });
    }

    private static void OnStrategy(in StrategyEvent e)
    {
        (string id, string state, string reason) = (e.Strategy.Value, Camel(e.State.ToString()), e.Reason);
        Write("strategy", w =>
        {
            w.WriteString("strategy", id);
            w.WriteString("state", state);
            w.WriteString("reason", reason);
        });
    }

    private static void OnAlert(in AlertEvent e)
    {
        (string code, string text) = (Camel(e.Code.ToString()), e.Text);
        Write("alert", w =>
        {
            w.WriteString("code", code);
            w.WriteString("text", text);
        });
    }

    private static void OnKillSwitch(in KillSwitchEvent e)
    {
        (string kind, string text, int open, int round) = (Camel(e.Kind.ToString()), e.Text, e.OpenOrders, e.Round);
        Write("killSwitch", w =>
        {
            w.WriteString("kind", kind);
            w.WriteString("text", text);
            w.WriteNumber("openOrders", open);
            w.WriteNumber("round", round);
        });
    }

    private static void OnTradingState(in TradingStateChange e)
    {
        TradingStateChange change = e;
        Write("tradingState", w =>
        {
            w.WriteString("scope", Camel(change.Scope.ToString()));
            if (change.Name.Length > 0)
                w.WriteString("name", change.Name);
            w.WriteString("state", Camel(change.State.ToString()));
            w.WriteString("reason", change.Reason);
        });
    }

    private static void OnLossLimit(in LossLimitReached e)
    {
        (string text, string? strategy) = (e.Decision.Describe(), e.StrategyId.Value);
        Write("lossLimit", w =>
        {
            if (strategy is not null)
                w.WriteString("strategy", strategy);
            w.WriteString("text", text);
        });
    }

    private static void OnBook(TradingKernel kernel, in BookStateEvent e)
    {
        (string instrument, string state, string reason) = (kernel.Cache.Instrument(e.Instrument).Id.ToString(), Camel(e.State.ToString()), Camel(e.Reason.ToString()));
        Write("book", w =>
        {
            w.WriteString("instrument", instrument);
            w.WriteString("state", state);
            w.WriteString("reason", reason);
        });
    }

    private static void OnOrder(in OrderEvent e)
    {
        OrderEvent o = e;
        Write("order", w =>
        {
            w.WriteString("kind", Camel(o.Kind.ToString()));
            w.WriteString("clientOrderId", o.ClientOrderId.ToString());
            if (!o.VenueOrderId.IsNone)
                w.WriteString("venueOrderId", o.VenueOrderId.ToString());
            if (o.Kind == OrderEventKind.Filled)
            {
                w.WriteString("tradeId", o.TradeId.ToString());
                w.WriteString("price", o.LastPrice.ToString());
                w.WriteString("quantity", o.LastQuantity.ToString());
            }

            if (o.Reason is not null)
                w.WriteString("reason", o.Reason);
        });
    }

    private static void Write(string name, Action<Utf8JsonWriter> fields)
    {
        using MemoryStream line = new();
        using (Utf8JsonWriter writer = new(line))
        {
            writer.WriteStartObject();
            writer.WriteString("event", name);
            writer.WriteString("time", DateTimeOffset.UtcNow);
            fields(writer);
            writer.WriteEndObject();
        }

        Console.Out.WriteLine(System.Text.Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length));
    }

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
