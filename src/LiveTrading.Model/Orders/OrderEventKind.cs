namespace LiveTrading.Model.Orders;

/// <summary>What happened to an order. Numbers are written to journals: never renumber.</summary>
public enum OrderEventKind : byte
{
    /// <summary>Not an event.</summary>
    None = 0,

    /// <summary>Recorded with its client order id, about to be handed over.</summary>
    Pending = 1,

    /// <summary>Refused here (risk, or never handed over).</summary>
    Denied = 2,

    /// <summary>First byte handed over.</summary>
    Submitted = 3,

    /// <summary>The venue has it; <see cref="OrderEvent.VenueOrderId"/> is known.</summary>
    Accepted = 4,

    /// <summary>The venue refused it.</summary>
    Rejected = 5,

    /// <summary>Trigger price reached.</summary>
    Triggered = 6,

    /// <summary>A trade: <see cref="OrderEvent.LastPrice"/> and <see cref="OrderEvent.LastQuantity"/>.</summary>
    Filled = 7,

    /// <summary>Canceled at the venue.</summary>
    Canceled = 8,

    /// <summary>Ended by the venue.</summary>
    Expired = 9,

    /// <summary>A cancel was asked for.</summary>
    PendingCancel = 10,

    /// <summary>The venue refused the cancel, and it is known that the order still works.</summary>
    CancelRejected = 11,

    /// <summary>A change was asked for.</summary>
    PendingModify = 12,

    /// <summary>The change holds: new price and quantity in the event.</summary>
    Modified = 13,

    /// <summary>The venue refused the change.</summary>
    ModifyRejected = 14,

    /// <summary>The outcome of a request is unknown; <see cref="OrderEvent.Request"/> says of which.</summary>
    Unknown = 15,

    /// <summary>The venue took a fill back.</summary>
    FillBusted = 16,
}
