using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Execution;

/// <summary>Puts positions and fills out of a journal into a portfolio and a register: the one way, for a start and for a snapshot.</summary>
internal static class RecoveredFills
{
    public static void Apply(RecoveredJournal recovered, Portfolio portfolio, FillRegister fills)
    {
        if (recovered.Positions.Count > 0)
            portfolio.Restore(recovered.Positions);
        foreach (KnownFill known in recovered.KnownFills)
        {
            OrderEvent e = known.Event;
            var identity = new FillIdentity(known.Instrument, e.VenueOrderId, e.TradeId);
            fills.Record(in identity, in e);
            if (known.IsBusted)
                fills.TryBust(in identity, out _);
        }

        foreach (RecoveredFill fill in recovered.Fills)
        {
            OrderEvent e = fill.Event;
            FillIdentity identity = IdentityOf(in fill);
            switch (fill.Kind)
            {
                case RecoveredFillKind.Fill:
                    fills.Record(in identity, in e);
                    portfolio.ApplyFill(fill.Order, in e);
                    break;
                case RecoveredFillKind.LateCommission:
                    fills.Record(in identity, in e);
                    portfolio.ApplyLateCommission(fill.Order, in e);
                    break;
                default:
                    fills.TryBust(in identity, out _);
                    portfolio.ApplyBust(fill.Order, in e);
                    break;
            }
        }
    }

    public static FillIdentity IdentityOf(in RecoveredFill fill) =>
        new(fill.Order.Instrument, fill.Event.VenueOrderId.IsNone ? fill.Order.VenueOrderId : fill.Event.VenueOrderId, fill.Event.TradeId);
}
