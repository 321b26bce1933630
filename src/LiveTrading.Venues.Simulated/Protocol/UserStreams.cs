using System.Globalization;
using System.Text;
using LiveTrading.IO;
using LiveTrading.Venues.Simulated.Accounts;
using LiveTrading.Venues.Simulated.Faults;
using LiveTrading.Venues.Simulated.Matching;

namespace LiveTrading.Venues.Simulated.Protocol;

/// <summary>Sends users their events: per engine action the reports in order, then one account position per account. Thread: the venue's loop.</summary>
internal sealed class UserStreams(VenueState state)
{
    private readonly JsonBody _json = new();
    private readonly List<Subscription> _subscriptions = [];
    private (VenueAccount Account, byte[] Event)? _heldBack;

    /// <summary>Sends what happened since the last call.</summary>
    public void Flush()
    {
        List<ExecutionReport> reports = state.TakeReports();
        if (reports.Count == 0)
            return;
        long now = state.NowMs;
        foreach (ExecutionReport report in reports)
            Send(report.Order.Account, _json.Write((report, now), static (json, s) => OrderJson.WriteExecutionReport(json, s.report, s.now)));
        foreach (VenueUser user in state.Users)
            SendPosition(user.Account, now);
    }

    /// <summary>A deposit or withdrawal.</summary>
    public void SendTransfer(VenueAccount account, string asset, long delta)
    {
        long now = state.NowMs;
        Send(account, _json.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("e", "balanceUpdate");
            json.WriteNumber("E", now);
            json.WriteString("a", asset);
            json.WriteString("d", VenueWords.Amount(delta));
            json.WriteNumber("T", now);
            json.WriteEndObject();
        }));
        SendPosition(account, now);
    }

    /// <summary>False when this connection has a subscription of the account already.</summary>
    public bool TrySubscribe(ApiSession session, VenueAccount account, int id, bool bySession)
    {
        if (_subscriptions.Exists(s => s.Session == session && s.Account == account))
            return false;
        _subscriptions.Add(new Subscription(session, account, id, bySession));
        return true;
    }

    /// <summary>Ends one or all subscriptions of a connection.</summary>
    public List<int> Unsubscribe(ApiSession session, int? id, bool onlyBySession)
    {
        var ended = new List<int>();
        _subscriptions.RemoveAll(s =>
        {
            if (s.Session != session || (id is { } one && s.Id != one) || (onlyBySession && !s.BySession))
                return false;
            ended.Add(s.Id);
            return true;
        });
        return ended;
    }

    public IEnumerable<int> Subscriptions(ApiSession session) => _subscriptions.Where(s => s.Session == session).Select(s => s.Id);

    private void SendPosition(VenueAccount account, long now)
    {
        if (account.Touched.Count == 0)
            return;
        byte[] position = _json.Write((account, now), static (json, s) => OrderJson.WriteAccountPosition(json, s.account, s.now));
        account.Touched.Clear();
        Send(account, position);
    }

    private void Send(VenueAccount account, byte[] userEvent)
    {
        if (!_subscriptions.Exists(s => s.Account == account))
            return;
        FaultPlan faults = state.Faults;
        if (faults.TryUse(FaultKind.LateUserEvents, null, out VenueFault late))
        {
            LoopTimer timer = state.Loop.CreateTimer(_ => Deliver(account, userEvent));
            timer.Start(late.Delay.Ticks * 100);
            return;
        }

        if (_heldBack is null && faults.TryUse(FaultKind.ReorderUserEvents, null, out _))
        {
            _heldBack = (account, userEvent);
            state.Loop.CreateTimer(_ => ReleaseHeldBack()).Start(1_000_000_000);
            return;
        }

        Deliver(account, userEvent);
        if (faults.TryUse(FaultKind.DuplicateUserEvents, null, out _))
            Deliver(account, userEvent);
        ReleaseHeldBack();
    }

    private void ReleaseHeldBack()
    {
        if (_heldBack is not { } held)
            return;
        _heldBack = null;
        Deliver(held.Account, held.Event);
    }

    private void Deliver(VenueAccount account, byte[] userEvent)
    {
        for (int i = 0; i < _subscriptions.Count; i++)
        {
            Subscription subscription = _subscriptions[i];
            if (subscription.Account != account)
                continue;
            byte[] prefix = Encoding.ASCII.GetBytes("{\"subscriptionId\":" + subscription.Id.ToString(CultureInfo.InvariantCulture) + ",\"event\":");
            subscription.Session.Sender.Send([.. prefix, .. userEvent, (byte)'}']);
        }
    }

    private sealed record Subscription(ApiSession Session, VenueAccount Account, int Id, bool BySession);
}
