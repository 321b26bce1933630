namespace LiveTrading.IO.Uring;

/// <summary>Numbers of the operations, as the kernel has them.</summary>
internal enum RingOperation : byte
{
    None = 0,
    Sync = 3,
    Poll = 6,
    Cancel = 14,
    Read = 22,
    Write = 23,
    Send = 26,
    Receive = 27,
}
