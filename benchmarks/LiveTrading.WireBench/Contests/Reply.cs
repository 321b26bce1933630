namespace LiveTrading.WireBench.Contests;

/// <summary>What the tick is answered with.</summary>
internal static class Reply
{
    /// <summary>An order as JSON; with frame header and mask 194 bytes on the wire, as the floor program sends.</summary>
    public const int Bytes = 186;
}
