namespace LiveTrading.IO.Uring;

/// <summary>Writes operations into the ring; they go to the kernel with its next entering.</summary>
/// <remarks>Thread: the loop's. Memory that an operation names must stay until its completion.</remarks>
internal sealed unsafe class Submissions(Ring ring)
{
    private const byte SelectBuffer = 1 << 5;
    private const byte SkipSuccess = 1 << 6;
    private const ushort ReceiveGoesOn = 1 << 1;
    private const uint PollGoesOn = 1;
    private const uint CancelEvery = 1 << 0;
    private const uint CancelByDescriptor = 1 << 1;
    private const uint CancelAny = 1 << 2;
    private const uint SyncDataAlone = 1;
    private const uint NoSignalWaitAll = 0x4000 | 0x100;

    /// <summary>Receives into provided blocks until canceled, ended, failed or out of blocks.</summary>
    internal void Receive(int descriptor, ulong tag)
    {
        Submission* entry = Add(RingOperation.Receive, descriptor, tag);
        entry->Flags = SelectBuffer;
        entry->Variant = ReceiveGoesOn;
        entry->BufferGroup = ProvidedBuffers.Group;
    }

    /// <summary>Sends all of it, however long the kernel has no room.</summary>
    internal void Send(int descriptor, byte* start, int bytes, ulong tag)
    {
        Submission* entry = Add(RingOperation.Send, descriptor, tag);
        entry->Address = (ulong)start;
        entry->Length = (uint)bytes;
        entry->OperationFlags = NoSignalWaitAll;
    }

    /// <summary>Writes bytes at an offset; perhaps fewer than asked for.</summary>
    internal void Write(int descriptor, byte* start, int bytes, long offset, ulong tag)
    {
        Submission* entry = Add(RingOperation.Write, descriptor, tag);
        entry->Address = (ulong)start;
        entry->Length = (uint)bytes;
        entry->Offset = (ulong)offset;
    }

    /// <summary>Forces a file's bytes onto the disk, and of its description what reading them back needs.</summary>
    internal void SyncData(int descriptor, ulong tag) => Add(RingOperation.Sync, descriptor, tag)->OperationFlags = SyncDataAlone;

    /// <param name="descriptor">What is polled.</param>
    /// <param name="mask">As for epoll; errors and hang-ups are reported whatever is asked for.</param>
    /// <param name="goesOn">Reports each change until canceled, else once.</param>
    /// <param name="tag">Whose.</param>
    internal void Poll(int descriptor, uint mask, bool goesOn, ulong tag)
    {
        Submission* entry = Add(RingOperation.Poll, descriptor, tag);
        entry->Length = goesOn ? PollGoesOn : 0;

        // The mask is two 16-bit halves, swapped on big-endian machines; none of ours needs the upper one.
        entry->OperationFlags = BitConverter.IsLittleEndian ? mask : mask << 16;
    }

    /// <summary>Reads a count from an eventfd.</summary>
    internal void ReadCount(int descriptor, ulong* into, ulong tag)
    {
        Submission* entry = Add(RingOperation.Read, descriptor, tag);
        entry->Address = (ulong)into;
        entry->Length = sizeof(ulong);
        entry->Offset = ulong.MaxValue;
    }

    /// <summary>Cancels the operation of a tag, if there is one.</summary>
    internal void Cancel(ulong tag) => Cancel(-1, 0)->Address = tag;

    /// <summary>Cancels every operation on a descriptor.</summary>
    internal void CancelDescriptor(int descriptor) => Cancel(descriptor, CancelByDescriptor | CancelEvery);

    internal void CancelEverything() => Cancel(-1, CancelAny | CancelEvery);

    // Nobody waits for the cancel itself: what it ends completes by itself.
    private Submission* Cancel(int descriptor, uint flags)
    {
        Submission* entry = Add(RingOperation.Cancel, descriptor, 0);
        entry->Flags = SkipSuccess;
        entry->OperationFlags = flags;
        return entry;
    }

    private Submission* Add(RingOperation operation, int descriptor, ulong tag)
    {
        // SAFETY: an entry of the ring's map, ours until the ring is next entered.
        Submission* entry = ring.Next();
        entry->Operation = operation;
        entry->Descriptor = descriptor;
        entry->Tag = tag;
        return entry;
    }
}
