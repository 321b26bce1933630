namespace LiveTrading.Model.Orders;

/// <summary>What we asked the venue to do with an order.</summary>
public enum RequestKind : byte
{
    /// <summary>Place it.</summary>
    Submit,

    /// <summary>Cancel it.</summary>
    Cancel,

    /// <summary>Change its price or quantity.</summary>
    Modify,
}
