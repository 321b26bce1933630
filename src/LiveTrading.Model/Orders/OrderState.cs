namespace LiveTrading.Model.Orders;

/// <summary>Life-cycle state of an order. Requests under way are held beside it: see <see cref="RequestState"/>.</summary>
public enum OrderState : byte
{
    /// <summary>Made by a strategy; nothing checked or recorded yet.</summary>
    Initialized,

    /// <summary>Held here until its trigger (order types the venue lacks).</summary>
    Emulated,

    /// <summary>Refused here: by risk, or because it was never handed over. Final.</summary>
    Denied,

    /// <summary>Recorded in the journal, not handed over.</summary>
    Pending,

    /// <summary>Its first byte was handed to the kernel or to TLS.</summary>
    Submitted,

    /// <summary>The venue has it.</summary>
    Accepted,

    /// <summary>Its trigger price was reached at the venue.</summary>
    Triggered,

    /// <summary>Part of it traded and the rest works.</summary>
    PartiallyFilled,

    /// <summary>All of it traded. Final.</summary>
    Filled,

    /// <summary>Canceled. Final, but a late fill is still applied.</summary>
    Canceled,

    /// <summary>The venue refused it. Final, but a late fill is still applied.</summary>
    Rejected,

    /// <summary>The venue ended it (IOC rest, GTD time). Final, but a late fill is still applied.</summary>
    Expired,
}
