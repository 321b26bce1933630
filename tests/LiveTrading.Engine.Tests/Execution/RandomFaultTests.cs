using LiveTrading.Engine.Events;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Execution;

/// <summary>
/// Seeded sessions in which requests get lost, answers are dropped, doubled, delayed and reordered, the stream breaks and the
/// process dies. When the faults end, both sides must agree and nothing may have been sent twice. A failing seed is in the message.
/// </summary>
public sealed class RandomFaultTests
{
    [Theory]
    [InlineData(1, 150)]
    [InlineData(10_001, 150)]
    public void Session_with_faults_ends_equal_to_the_venue(int firstSeed, int count)
    {
        for (int seed = firstSeed; seed < firstSeed + count; seed++)
            new Session(seed).Run();
    }

    private sealed class Session
    {
        private readonly int _seed;
        private readonly Random _random;
        private readonly List<(long Due, Action Action)> _wire = [];
        private readonly Dictionary<ClientOrderId, Order> _orders = [];
        private TradingWorld _world = new();
        private int _seen;
        private ulong _epoch = 1;
        private bool _isUp = true;

        public Session(int seed)
        {
            _seed = seed;
            _random = new Random(seed);
        }

        private FakeVenue Venue => _world.Venue;

        public void Run()
        {
            for (int step = 0; step < 60; step++)
            {
                Act();
                TakeSent();
                Advance(_random.NextDouble() * 0.4);
            }

            if (!_isUp)
                Up();
            for (int i = 0; i < 40; i++)
            {
                TakeSent();
                Advance(5);
            }

            Check();
        }

        private void Act()
        {
            switch (_random.Next(12))
            {
                case 0 or 1 or 2:
                    Order order = _world.Submit(1 + _random.Next(3));
                    _orders[order.ClientOrderId] = order;
                    break;
                case 3 when OwnOpen() is { } open:
                    _world.Engine.Cancel(open);
                    break;
                case 4 when OwnOpen() is { } open:
                    _world.Engine.Modify(open, new Price(open.Price.Raw - FixedPoint.One), open.Quantity);
                    break;
                case 5 or 6 or 7 when AnyAtVenue() is { } there:
                    Tell(Venue.Trade(there, 0.5m, 59_000m, tell: false));
                    break;
                case 8 when _isUp:
                    _isUp = false;
                    Venue.IsReady = false;
                    _world.VenueSide.OnExecutionLost("dropped");
                    break;
                case 9 when !_isUp:
                    Up();
                    break;
                case 10 when _random.Next(4) == 0:
                    _world = _world.Restart(++_epoch, reconcile: false);
                    _seen = Venue.Sent.Count;
                    if (_isUp)
                        _world.VenueSide.OnExecutionReady();
                    break;
                case 11:
                    Venue.FailFills = _random.Next(2) == 0;
                    Venue.FailOrderQueries = _random.Next(3) == 0;
                    break;
            }
        }

        private void Up()
        {
            _isUp = true;
            Venue.IsReady = true;
            _world.VenueSide.OnExecutionReady();
        }

        private Order? OwnOpen() => _world.Cache.OpenOrders.Count == 0 ? null : _world.Cache.OpenOrders[_random.Next(_world.Cache.OpenOrders.Count)];

        private Order? AnyAtVenue()
        {
            ClientOrderId[] open = [.. Venue.Orders.Where(o => o.Value.IsOpen).Select(o => o.Key)];
            return open.Length == 0 ? null : Known(open[_random.Next(open.Length)]);
        }

        private Order? Known(ClientOrderId id) => _world.Cache.FindOrder(id) ?? _orders.GetValueOrDefault(id);

        /// <summary>Decides the fate of what the engine sent since the last look.</summary>
        private void TakeSent()
        {
            for (; _seen < Venue.Sent.Count; _seen++)
            {
                (RequestKind kind, ClientOrderId id) = Venue.Sent[_seen];
                if (Known(id) is not { } order)
                    continue;
                _orders[id] = order;
                if (_random.Next(20) == 0)
                {
                    _world.VenueSide.OnUnsent(id, kind, "dropped");
                    continue;
                }

                if (_random.Next(10) != 0)
                    _world.VenueSide.OnHandedOver(id, kind);
                if (_random.Next(6) == 0)
                {
                    if (_random.Next(2) == 0)
                        _world.VenueSide.OnOutcomeUnknown(id, kind, "lost");
                    continue;
                }

                if (_random.Next(8) == 0)
                    _world.VenueSide.OnOutcomeUnknown(id, kind, "5xx");
                Later(() => Arrive(kind, order), 2.0);
            }
        }

        private void Arrive(RequestKind kind, Order order)
        {
            if (kind == RequestKind.Submit)
            {
                Assert.False(Venue.Orders.ContainsKey(order.ClientOrderId), $"Seed {_seed}: order {order.ClientOrderId} was sent twice.");
                Venue.Receive(order, tell: false);
                Tell(Venue.EventOf(order, OrderEventKind.Accepted));
            }
            else if (Venue.Orders.TryGetValue(order.ClientOrderId, out VenueOrder? known) && known.IsOpen)
            {
                Venue.CancelAtVenue(order, tell: false);
                Tell(Venue.EventOf(order, OrderEventKind.Canceled) with { VenueFilledQuantity = known.Filled });
            }
            else
            {
                Later(() => _world.VenueSide.OnOutcomeUnknown(order.ClientOrderId, RequestKind.Cancel, "-2011"), 0.1);
            }
        }

        /// <summary>An event may get lost, come twice, or come late and out of order.</summary>
        private void Tell(OrderEvent e)
        {
            if (!_isUp || _random.Next(4) == 0)
                return;
            for (int times = _random.Next(5) == 0 ? 2 : 1; times > 0; times--)
                Later(() => _world.VenueSide.OnOrderEvent(in e), 0.5);
        }

        private void Later(Action action, double within) => _wire.Add((_world.Time.MonotonicNanos + (long)(_random.NextDouble() * within * UnixNanos.PerSecond), action));

        private void Advance(double seconds)
        {
            long end = _world.Time.MonotonicNanos + (long)(seconds * UnixNanos.PerSecond);
            while (_wire.Count > 0)
            {
                int next = 0;
                for (int i = 1; i < _wire.Count; i++)
                {
                    if (_wire[i].Due < _wire[next].Due)
                        next = i;
                }

                (long due, Action action) = _wire[next];
                if (due > end)
                    break;
                _wire.RemoveAt(next);
                _world.Time.Advance(Math.Max(0, due - _world.Time.MonotonicNanos) / (double)UnixNanos.PerSecond);
                action();
            }

            _world.Time.Advance(Math.Max(0, end - _world.Time.MonotonicNanos) / (double)UnixNanos.PerSecond);
            if (_random.Next(3) == 0)
                Venue.FailFills = Venue.FailOrderQueries = false;
        }

        private void Check()
        {
            Assert.True(_world.VenueSide.IsReconciled, $"Seed {_seed}: not reconciled.");
            decimal position = Venue.Balances["BTC"] - 10m;
            Assert.True(position == _world.Position, $"Seed {_seed}: venue holds {position}, engine {_world.Position}.");
            Assert.True(_world.Cache.InFlightOrders.Count == 0, $"Seed {_seed}: requests stay unanswered.");
            foreach ((ClientOrderId id, VenueOrder there) in Venue.Orders)
            {
                Order? here = _world.Cache.FindOrder(id);
                Assert.True(here is not null, $"Seed {_seed}: order {id} was lost.");
                Assert.True(here.IsOpen == there.IsOpen && here.FilledQuantity == there.Filled, $"Seed {_seed}: order {id} is {here.State} with {here.FilledQuantity}, at the venue {there.Status} with {there.Filled}.");
            }

            foreach (Order here in _world.Cache.OpenOrders)
                Assert.True(Venue.Orders.ContainsKey(here.ClientOrderId), $"Seed {_seed}: order {here.ClientOrderId} is open here and unknown there.");
            Assert.False(_world.HasAlert(AlertCode.FillContradiction), $"Seed {_seed}: a fill contradicted itself.");
        }
    }
}
