using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace LiveTrading.IO.Polling;

/// <summary>epoll, level-triggered, woken by an eventfd.</summary>
/// <remarks>A wait is one system call however many sockets are watched. Allocates only when the number of sockets grows.</remarks>
internal sealed unsafe class EpollPoller : IPoller
{
    // One wait reports at most so many; the rest is reported by the next, which does not wait.
    private const int EventsPerWait = 256;
    private const ulong WakeTag = ulong.MaxValue;
    private const long NanosPerMilli = 1_000_000;

    // struct epoll_event is packed on x86 alone.
    private static readonly int RecordBytes = IsX86 ? 12 : 16;
    private static readonly int TagOffset = IsX86 ? 4 : 8;

    private readonly int _epoll;
    private readonly int _wake;
    private readonly byte* _events;
    private readonly List<PollEntry?> _entries = [];
    private readonly List<uint> _generations = [];
    private readonly Stack<int> _freeSlots = new();
    private readonly SystemCallCounter _calls = new();
    private readonly Lock _wakeGate = new();
    private bool _nanosecondWaits = true;
    private bool _disposed;

    internal EpollPoller()
    {
        _epoll = LinuxCalls.EpollCreate(LinuxCalls.EpollCloseOnExec);
        if (_epoll < 0)
        {
            throw Failure("epoll_create1");
        }

        _wake = LinuxCalls.EventDescriptor(0, LinuxCalls.EventNonBlocking | LinuxCalls.EventCloseOnExec);
        if (_wake < 0)
        {
            LoopIOException failure = Failure("eventfd");
            _ = LinuxCalls.Close(_epoll);
            throw failure;
        }

        // SAFETY: freed in Dispose alone, after which no wait is made; records are read only below the count that a wait returned.
        _events = (byte*)NativeMemory.Alloc(EventsPerWait, (nuint)RecordBytes);
        Control(LinuxCalls.ControlAdd, _wake, LinuxCalls.EventIn, WakeTag);
    }

    public long SystemCalls => _calls.Total;

    private static bool IsX86 => RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86;

    public void Add(PollEntry entry)
    {
        if (!_freeSlots.TryPop(out int slot))
        {
            slot = _entries.Count;
            _entries.Add(null);
            _generations.Add(0);
        }

        _entries[slot] = entry;
        entry.Slot = slot;
        Control(LinuxCalls.ControlAdd, Descriptor(entry), Events(entry.Interest), Tag(slot));
    }

    public void Update(PollEntry entry)
    {
        if (entry.Slot != PollEntry.Unwatched)
        {
            Control(LinuxCalls.ControlModify, Descriptor(entry), Events(entry.Interest), Tag(entry.Slot));
        }
    }

    public void Remove(PollEntry entry)
    {
        int slot = entry.Slot;
        if (slot == PollEntry.Unwatched || _disposed)
        {
            return;
        }

        entry.Slot = PollEntry.Unwatched;
        _entries[slot] = null;

        // Events of the old socket still in hand carry the old generation and are dropped.
        _generations[slot]++;
        _freeSlots.Push(slot);
        Control(LinuxCalls.ControlDelete, Descriptor(entry), 0, 0);
    }

    public StreamChannel Open(IPolled owner, Socket socket) => new PolledChannel(this, owner, socket, usesDescriptor: true, _calls);

    public void Wait(long maxWaitNanos, ReadyEntries ready)
    {
        int count = WaitOnce(maxWaitNanos);
        for (int i = 0; i < count; i++)
        {
            // SAFETY: i is below the count that the kernel filled.
            byte* record = _events + (i * RecordBytes);
            uint events = *(uint*)record;
            ulong tag = ReadTag(record);
            if (tag == WakeTag)
            {
                ulong sink;
                _calls.Count();
                _ = LinuxCalls.Read(_wake, &sink, sizeof(ulong));
                continue;
            }

            int slot = (int)(uint)tag;
            if (_entries[slot] is { } entry && _generations[slot] == (uint)(tag >> 32))
            {
                ready.Add(entry, Found(events));
            }
        }
    }

    public void Wake()
    {
        ulong one = 1;
        lock (_wakeGate)
        {
            if (!_disposed)
            {
                // SAFETY: eight bytes of a local; the gate keeps the descriptor from being closed, and reused, meanwhile.
                _ = LinuxCalls.Write(_wake, &one, sizeof(ulong));
            }
        }
    }

    public void Dispose()
    {
        lock (_wakeGate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            _ = LinuxCalls.Close(_wake);
        }

        _ = LinuxCalls.Close(_epoll);
        NativeMemory.Free(_events);
    }

    private static LoopIOException Failure(string call) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{call} failed: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}."));

    private static int Descriptor(PollEntry entry) => (int)entry.Socket.SafeHandle.DangerousGetHandle();

    private static uint Events(Interest interest) =>
        ((interest & Interest.Read) != 0 ? LinuxCalls.EventIn : 0) | ((interest & Interest.Write) != 0 ? LinuxCalls.EventOut : 0);

    private static Interest Found(uint events) =>
        ((events & LinuxCalls.EventIn) != 0 ? Interest.Read : 0)
        | ((events & LinuxCalls.EventOut) != 0 ? Interest.Write : 0)
        | ((events & (LinuxCalls.EventError | LinuxCalls.EventHangUp)) != 0 ? Interest.Failed : 0);

    // SAFETY: the record is one the kernel filled; its tag lies unaligned on x86, hence the unaligned read.
    private static ulong ReadTag(byte* record) => System.Runtime.CompilerServices.Unsafe.ReadUnaligned<ulong>(record + TagOffset);

    private ulong Tag(int slot) => (uint)slot | ((ulong)_generations[slot] << 32);

    private int WaitOnce(long maxWaitNanos)
    {
        int count;
        _calls.Count();
        if (_nanosecondWaits && maxWaitNanos > 0)
        {
            count = LinuxCalls.WaitNanos(_epoll, _events, EventsPerWait, maxWaitNanos);
            if (count >= 0)
            {
                return count;
            }

            if (Marshal.GetLastPInvokeError() == LinuxCalls.Interrupted)
            {
                return 0;
            }

            // Linux before 5.11, or a container that forbids it: whole milliseconds will do.
            _nanosecondWaits = false;
            _calls.Count();
        }

        count = LinuxCalls.EpollWait(_epoll, _events, EventsPerWait, Millis(maxWaitNanos));
        if (count < 0 && Marshal.GetLastPInvokeError() != LinuxCalls.Interrupted)
        {
            throw Failure("epoll_wait");
        }

        return Math.Max(count, 0);
    }

    // Rounded up: waking early would only wait again.
    private static int Millis(long nanos) =>
        nanos <= 0 ? (int)nanos : (int)Math.Min(int.MaxValue, ((nanos - 1) / NanosPerMilli) + 1);

    private void Control(int operation, int descriptor, uint events, ulong tag)
    {
        byte* record = stackalloc byte[16];

        // SAFETY: 16 bytes hold either layout of the record.
        *(uint*)record = events;
        System.Runtime.CompilerServices.Unsafe.WriteUnaligned(record + TagOffset, tag);
        if (LinuxCalls.EpollControl(_epoll, operation, descriptor, record) < 0)
        {
            throw Failure("epoll_ctl");
        }
    }
}
