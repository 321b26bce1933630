namespace LiveTrading.IO.Uring;

/// <summary>Says whose completion it is: kind, slot of the owner, and the slot's generation, so that what comes late for a former owner is told from the present one's.</summary>
internal readonly record struct RingTag(RingTagKind Kind, int Slot, uint Generation)
{
    internal const int MaxSlots = 1 << 24;

    internal ulong Value => (byte)Kind | ((ulong)(uint)Slot << 8) | ((ulong)Generation << 32);

    internal static RingTag Of(ulong value) => new((RingTagKind)(byte)value, (int)((uint)value >> 8), (uint)(value >> 32));
}
