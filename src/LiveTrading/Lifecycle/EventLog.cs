using LiveTrading.Engine.Data;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Execution;
using LiveTrading.Engine.Kernel;
using LiveTrading.Engine.Risk;
using LiveTrading.Engine.Strategies;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Orders;
using Microsoft.Extensions.Logging;

namespace LiveTrading.Lifecycle;

/// <summary>Turns the bus events that people must see into log lines.</summary>
internal sealed class EventLog
{
    private readonly ILogger _logger;
    private readonly TradingKernel _kernel;
    private bool _isStopping;

    public EventLog(ILogger logger, TradingKernel kernel)
    {
        _logger = logger;
        _kernel = kernel;
        const string owner = "log";
        kernel.Bus.Subscribe<ShutdownEvent>(SystemTopics.Shutdown, (in _) => _isStopping = true, owner: owner);
        kernel.Bus.Subscribe<ConnectionEvent>(SystemTopics.Connected, OnConnection, owner: owner);
        kernel.Bus.Subscribe<ConnectionEvent>(SystemTopics.Disconnected, OnConnection, owner: owner);
        kernel.Bus.Subscribe<ConnectionEvent>(SystemTopics.Reconnecting, OnConnection, owner: owner);
        kernel.Bus.Subscribe<ConnectionEvent>(SystemTopics.Ready, OnConnection, owner: owner);
        kernel.Bus.Subscribe<ConnectionEvent>(SystemTopics.Failed, OnConnection, owner: owner);
        kernel.Bus.Subscribe<StrategyEvent>(SystemTopics.Strategy, OnStrategy, owner: owner);
        kernel.Bus.Subscribe<BookStateEvent>(SystemTopics.Book, OnBook, owner: owner);
        kernel.Bus.Subscribe<StaleDataEvent>(SystemTopics.Stale, OnStale, owner: owner);
        kernel.Bus.Subscribe<AlertEvent>(SystemTopics.Alert, OnAlert, owner: owner);
        kernel.Bus.Subscribe<KillSwitchEvent>("risk.kill_switch", OnKillSwitch, owner: owner);
        kernel.Bus.Subscribe<OrderEvent>("order.denied", (in e) => Log.OrderDenied(_logger, e.ClientOrderId.ToString(), e.Reason), owner: owner);
        kernel.Bus.Subscribe<OrderEvent>("order.rejected", (in e) => Log.OrderRejected(_logger, e.ClientOrderId.ToString(), e.Reason), owner: owner);
        kernel.Bus.Subscribe<OrderEvent>("order.unknown", (in e) => Log.OrderUnknown(_logger, e.ClientOrderId.ToString(), e.Reason), owner: owner);
    }

    // While the engine stops, connections and feeds end because it wants them to.
    private LogLevel Weight => _isStopping ? LogLevel.Information : LogLevel.Warning;

    private void OnConnection(in ConnectionEvent e)
    {
        string endpoint = e.Name is { } name ? $"{name} at {e.Endpoint}" : e.Endpoint;
        switch (e.Kind)
        {
            case ConnectionEventKind.Connected:
                Log.Connected(_logger, endpoint);
                break;
            case ConnectionEventKind.Disconnected:
                Log.Disconnected(_logger, Weight, endpoint, e.Reason);
                break;
            case ConnectionEventKind.Reconnecting:
                Log.Reconnecting(_logger, endpoint, e.Attempt, e.DelayNanos / 1e9);
                break;
            case ConnectionEventKind.Ready:
                Log.Ready(_logger, endpoint);
                break;
            case ConnectionEventKind.Failed:
                Log.ConnectionFailed(_logger, endpoint, e.Reason);
                break;
        }
    }

    private void OnStrategy(in StrategyEvent e)
    {
        if (e.State == StrategyState.Failed)
            Log.StrategyFailed(_logger, e.Strategy.Value, e.Reason);
        else
            Log.StrategyChanged(_logger, e.Strategy.Value, e.State.ToString(), e.Reason);
    }

    private void OnBook(in BookStateEvent e)
    {
        InstrumentId instrument = _kernel.Cache.Instrument(e.Instrument).Id;
        if (e.State == BookState.Valid)
            Log.BookValid(_logger, instrument);
        else if (e.Reason != BookInvalidReason.None)
            Log.BookChanged(_logger, e.Reason == BookInvalidReason.Starting ? LogLevel.Information : Weight, instrument, e.State, e.Reason, e.Detail ?? "");
    }

    private void OnStale(in StaleDataEvent e)
    {
        InstrumentId instrument = _kernel.Cache.Instrument(e.Instrument).Id;
        Log.Stale(_logger, e.IsStale ? Weight : LogLevel.Information, instrument, e.IsStale ? "stale" : "flows again", e.Reason ?? "");
    }

    private void OnAlert(in AlertEvent alert) => Log.Alerted(_logger, alert.Code, alert.Text);

    private void OnKillSwitch(in KillSwitchEvent e) => Log.KillSwitch(_logger, e.Kind, e.Text);
}
