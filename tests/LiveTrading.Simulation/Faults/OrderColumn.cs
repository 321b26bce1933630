namespace LiveTrading.Simulation.Faults;

/// <summary>Where an order stands when a fault strikes: its state and the request outstanding on it, as people see them.</summary>
internal enum OrderColumn
{
    Pending,
    Submitted,
    SubmitUnknown,
    Accepted,
    AwaitingTrigger,
    PartiallyFilled,
    PendingCancel,
    CancelUnknown,
    PendingModify,
    ModifyUnknown,
    Closed,
    NoOrder,
}
