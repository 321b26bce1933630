namespace LiveTrading.Model.Orders;

/// <summary>Where a request stands.</summary>
public enum RequestState : byte
{
    /// <summary>None is outstanding.</summary>
    None,

    /// <summary>Recorded or queued, not handed over.</summary>
    Queued,

    /// <summary>Handed over; no answer yet.</summary>
    Sent,

    /// <summary>Handed over; its outcome cannot be told and is being queried.</summary>
    Unknown,
}
