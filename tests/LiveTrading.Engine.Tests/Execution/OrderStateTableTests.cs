using CsCheck;
using LiveTrading.Engine.Execution;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Execution;

public sealed class OrderStateTableTests
{
    private static readonly Gen<OrderEvent> s_event = Gen.Select(Gen.Int[1, 16], Gen.Int[0, 2], Gen.Int[0, 3], (kind, request, quantity) => new OrderEvent
    {
        Kind = (OrderEventKind)kind,
        ClientOrderId = ClientOrderId.Create(1, 1, 1),
        VenueOrderId = new VenueOrderId(7),
        Request = (RequestKind)request,
        LastPrice = Price.Of(10m),
        LastQuantity = new Quantity(quantity * FixedPoint.One),
        ReceivedTime = new UnixNanos(1),
    });

    private static Order NewOrder() => new() { ClientOrderId = ClientOrderId.Create(1, 1, 1), Quantity = Quantity.Of(4m) };

    [Fact]
    public void Documentation_shows_the_table()
    {
        string path = Path.Combine(RepositoryRoot(), "docs", "order-states.md");
        string page = "# Order states\n\n"
            + "Printed from `OrderStateTable` by its test; do not edit. Rows are states, columns events. *ignored*: tells what is known\n"
            + "already or comes after something newer; missing fields are completed. *illegal*: refused, counted, alerted, and the order is\n"
            + "queried. A fill is money and applied everywhere: it leads to `Filled` once the whole quantity traded, and raises an alert\n"
            + "where the order was closed. `CancelRejected`, `ModifyRejected` and `Unknown` count only while their request is outstanding.\n\n"
            + OrderStateTable.ToMarkdown();
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            File.WriteAllText(path, page);
        Assert.True(File.Exists(path), $"{path} is missing: run this test with UPDATE_DOCS=1.");
        Assert.Equal(page, File.ReadAllText(path));
    }

    [Fact]
    public void Fill_is_legal_in_every_state()
    {
        foreach (OrderState state in Enum.GetValues<OrderState>())
            Assert.Equal(OrderVerdict.Apply, OrderStateTable.Find(state, OrderEventKind.Filled).Verdict);
    }

    [Fact]
    public void Final_states_are_left_by_nothing_but_fills()
    {
        foreach (OrderState state in new[] { OrderState.Denied, OrderState.Filled, OrderState.Canceled, OrderState.Rejected, OrderState.Expired })
        {
            for (OrderEventKind kind = OrderEventKind.Pending; kind <= OrderEventKind.FillBusted; kind++)
                Assert.Equal(state, OrderStateTable.Find(state, kind).Next);
        }
    }

    [Fact]
    public void Random_events_never_shrink_fills_nor_leave_requests_on_closed_orders()
    {
        s_event.List[1, 30].Sample(events =>
        {
            Order order = NewOrder();
            long expected = 0;
            foreach (OrderEvent e in events)
            {
                bool wasClosed = order.IsClosed;
                Quantity before = order.FilledQuantity;
                OrderVerdict judged = OrderEventApplier.Judge(order, in e);
                AppliedEvent applied = OrderEventApplier.Apply(order, in e);
                if (e.Kind == OrderEventKind.Filled)
                    expected += e.LastQuantity.Raw;
                if (e.Kind == OrderEventKind.FillBusted)
                    expected = Math.Max(0, expected - e.LastQuantity.Raw);
                bool holds = judged == applied.Verdict
                    && order.FilledQuantity.Raw == expected
                    && (e.Kind == OrderEventKind.FillBusted || order.FilledQuantity >= before)
                    && (!order.IsClosed || !order.IsInFlight)
                    && (!wasClosed || order.IsClosed)
                    && (e.Kind != OrderEventKind.Filled || expected < order.Quantity.Raw || order.State == OrderState.Filled);
                if (!holds)
                    return false;
            }

            return true;
        });
    }

    [Fact]
    public void Same_event_twice_in_a_row_changes_nothing_the_second_time()
    {
        s_event.List[1, 20].Sample(events =>
        {
            Order order = NewOrder();
            foreach (OrderEvent e in events)
            {
                OrderEventApplier.Apply(order, in e);
                if (e.Kind is OrderEventKind.Filled or OrderEventKind.FillBusted)
                    continue;
                (OrderState, RequestState, RequestState, RequestState) once = (order.State, order.SubmitRequest, order.CancelRequest, order.ModifyRequest);
                OrderEventApplier.Apply(order, in e);
                if (once != (order.State, order.SubmitRequest, order.CancelRequest, order.ModifyRequest))
                    return false;
            }

            return true;
        });
    }

    [Fact]
    public void Reopening_needs_proof_and_never_touches_filled()
    {
        foreach (OrderState state in Enum.GetValues<OrderState>())
        {
            Order order = NewOrder();
            order.State = state;
            var accepted = new OrderEvent { Kind = OrderEventKind.Accepted, ClientOrderId = order.ClientOrderId };
            bool opensWithoutProof = order.IsClosed && OrderEventApplier.Apply(order, in accepted).Verdict == OrderVerdict.Apply;
            Assert.False(opensWithoutProof);
            order.State = state;
            OrderEventApplier.Apply(order, in accepted, reopens: true);
            if (state == OrderState.Filled)
                Assert.Equal(OrderState.Filled, order.State);
        }
    }

    private static string RepositoryRoot()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "LiveTrading.slnx")))
            directory = Path.GetDirectoryName(directory);
        return directory ?? throw new InvalidOperationException("The repository root was not found.");
    }
}
