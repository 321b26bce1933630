using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LiveTrading.IO.Polling;
using LiveTrading.IO.Turns;
using Microsoft.Win32.SafeHandles;

namespace LiveTrading.IO.Uring;

/// <summary>
/// io_uring: what streams, dials and listeners wait for is with the kernel, and one system call a turn gives it what is new,
/// waits, and takes what is done.
/// </summary>
/// <remarks>Thread: the one of the first wait, but for <see cref="Wake"/>. Allocates only when the number of sockets grows.</remarks>
internal sealed unsafe class UringPoller : IPoller
{
    /// <summary>What a released channel has to get the rest of its bytes out.</summary>
    private const long LingerNanos = 10_000_000_000;

    // Canceling is done within the call that asks for it; more rounds only take what completes meanwhile.
    private const int RoundsToEnd = 8;

    // A poll that failed for want of memory or by a signal is armed again so often in a row, then its owner is told.
    private const int MaxFailedPolls = 8;

    // The lists of a turn grow beyond it with the number of streams: a loop with few of them allocates nothing from its first turn on.
    private const int FirstChannels = 16;

    private readonly Ring _ring;
    private readonly ProvidedBuffers _buffers;
    private readonly int _wake;
    private readonly ulong* _wakeCount;
    private readonly RingSlots _slots = new();
    private readonly List<PollEntry> _pollsToArm = [];
    private readonly List<RingChannel> _starved = [];
    private readonly List<RingChannel> _lingering = [];
    private readonly Lock _wakeGate = new();
    private List<RingChannel> _changed = new(FirstChannels);
    private List<RingChannel> _preparing = new(FirstChannels);
    private List<RingChannel> _active = new(FirstChannels);
    private List<RingChannel> _reporting = new(FirstChannels);
    private int _thread;
    private bool _wakeArmed;
    private bool _closing;
    private bool _quiet;

    private UringPoller(Ring ring, ProvidedBuffers buffers, int wake)
    {
        _ring = ring;
        Submissions = new Submissions(ring);
        _buffers = buffers;
        _wake = wake;

        // SAFETY: eight bytes that the kernel reads the wake-ups into; freed after the ring.
        _wakeCount = (ulong*)NativeMemory.AllocZeroed(sizeof(ulong));
    }

    internal bool IsDisposed { get; private set; }

    /// <summary>On the ring's own thread, and not being disposed.</summary>
    internal bool CanEnter => !IsDisposed && !_closing && _thread == Environment.CurrentManagedThreadId;

    /// <summary>System calls made for waiting and submitting.</summary>
    internal long Enters => _ring.Enters;

    /// <summary>Sends made by a call of their own.</summary>
    internal SystemCallCounter DirectSends { get; } = new();

    public long SystemCalls => _ring.Enters + DirectSends.Total;

    /// <summary>Channels that the kernel has not let go of, and polls.</summary>
    internal int OwnersHeld => _slots.Held;

    /// <summary>Where channels write what they ask of the kernel.</summary>
    internal Submissions Submissions { get; }

    internal int FreeBlocks => _buffers.Free;

    /// <summary>The kernel writes and syncs files for this ring.</summary>
    internal bool OffersFiles { get; set; }

    /// <summary>Makes one where the kernel allows it.</summary>
    /// <param name="poller">Null when it does not.</param>
    /// <param name="refusal">Likely cause and what to try, as the end of a sentence.</param>
    internal static bool TryCreate([NotNullWhen(true)] out UringPoller? poller, out string refusal)
    {
        poller = null;
        if (!Ring.TryCreate(out Ring? ring, out refusal))
        {
            return false;
        }

        if (ProvidedBuffers.TryCreate(ring) is not { } buffers)
        {
            ring.Dispose();
            refusal = RingRefusal.OldKernel;
            return false;
        }

        // Blocking, in contrast to epoll's: the ring's read of it is to wait.
        int wake = LinuxCalls.EventDescriptor(0, LinuxCalls.EventCloseOnExec);
        if (wake < 0)
        {
            ring.Dispose();
            buffers.Dispose();
            throw new LoopIOException(string.Create(CultureInfo.InvariantCulture, $"eventfd failed: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}."));
        }

        poller = new UringPoller(ring, buffers, wake) { OffersFiles = ring.Offers(RingOperation.Write) && ring.Offers(RingOperation.Sync) };
        return true;
    }

    public StreamChannel Open(IPolled owner, Socket socket)
    {
        RingChannel channel = new(this, _buffers, owner, socket) { RingSlot = _slots.Take() };
        _slots.Set(channel.RingSlot, channel);
        channel.Watch();
        return channel;
    }

    public void Add(PollEntry entry)
    {
        entry.Slot = _slots.Take();
        _slots.Set(entry.Slot, entry);
        _pollsToArm.Add(entry);
    }

    public void Update(PollEntry entry)
    {
        int slot = entry.Slot;
        if (slot == PollEntry.Unwatched)
        {
            return;
        }

        Submissions.Cancel(_slots.Tag(RingTagKind.Poll, slot));
        _slots.Outdate(slot);
        if (!_pollsToArm.Contains(entry))
        {
            _pollsToArm.Add(entry);
        }
    }

    public void Remove(PollEntry entry)
    {
        int slot = entry.Slot;
        if (slot == PollEntry.Unwatched || IsDisposed)
        {
            return;
        }

        entry.Slot = PollEntry.Unwatched;
        _pollsToArm.Remove(entry);
        Submissions.Cancel(_slots.Tag(RingTagKind.Poll, slot));
        _slots.Free(slot);
    }

    public LoopFile? OpenFile(LoopKernel kernel, SafeFileHandle handle, IFileHandler handler)
    {
        if (!OffersFiles)
        {
            return null;
        }

        RingFile file = new(this, kernel, handle, handler) { RingSlot = _slots.Take() };
        _slots.Set(file.RingSlot, file);
        return file;
    }

    public void Wait(long maxWaitNanos, ReadyEntries ready)
    {
        _thread = Environment.CurrentManagedThreadId;
        PrepareAll();
        bool mayWait = maxWaitNanos != 0 && !AnythingFound();
        if (mayWait)
        {
            _ring.Enter(1, _lingering.Count > 0 ? ShortenToLinger(maxWaitNanos) : maxWaitNanos);
        }
        else if (_ring.Unsubmitted > 0 || _ring.HasDeferred)
        {
            _ring.Enter(0, 0);
        }

        TakeCompletions(ready);
        if (_lingering.Count > 0)
        {
            CutOffLate();
        }

        ReportActive(ready);
    }

    public void Wake()
    {
        ulong one = 1;
        lock (_wakeGate)
        {
            if (!IsDisposed)
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
            if (IsDisposed)
            {
                return;
            }

            IsDisposed = true;
        }

        _ring.Dispose();
        _ = LinuxCalls.Close(_wake);
        if (!_quiet)
        {
            // Another thread's ring may still be written into for a moment while the kernel ends it: what it may write to
            // is left to the process.
            for (int i = 0; i < _slots.Count; i++)
            {
                (_slots[i] as RingFile)?.Abandon(isQuiet: false);
            }

            return;
        }

        for (int i = 0; i < _slots.Count; i++)
        {
            (_slots[i] as RingChannel)?.Free();
            (_slots[i] as RingFile)?.Abandon(isQuiet: true);
        }

        _buffers.Dispose();
        NativeMemory.Free(_wakeCount);
    }

    /// <summary>Ends everything under way, before the sockets are closed and the ring is disposed.</summary>
    public void BeginDispose()
    {
        if (IsDisposed || _closing)
        {
            return;
        }

        if (CanEnter)
        {
            EndEverything();
        }
        else if (_thread == 0)
        {
            _quiet = true;
        }

        _closing = true;
    }

    internal void OnChanged(RingChannel channel)
    {
        if (!channel.IsChanged)
        {
            channel.IsChanged = true;
            _changed.Add(channel);
        }
    }

    internal void OnActive(RingChannel channel)
    {
        if (!channel.IsActive)
        {
            channel.IsActive = true;
            _active.Add(channel);
        }
    }

    /// <summary>A poll has completed.</summary>
    /// <param name="entry">Whose.</param>
    /// <param name="result">A mask, or a negative error number.</param>
    /// <param name="ready">Gets what was found; null: nobody can be told now.</param>
    internal void OnPolled(PollEntry entry, int result, ReadyEntries? ready)
    {
        if (result < 0)
        {
            OnPollFailed(entry, -result, ready);
            return;
        }

        // As long as it is ready it is reported again: armed anew with the next wait.
        entry.FailedPolls = 0;
        _pollsToArm.Add(entry);
        if (result > 0)
        {
            ready?.Add(entry, FoundOf(result));
        }
    }

    internal void OnStarved(RingChannel channel) => _starved.Add(channel);

    internal void Linger(RingChannel channel)
    {
        channel.LingerUntil = Now() + LingerNanos;
        _lingering.Add(channel);
    }

    internal void OnMaybeOver(RingChannel channel)
    {
        if (channel.IsOver && ReferenceEquals(_slots[channel.RingSlot], channel))
        {
            channel.Free();
            _slots.Free(channel.RingSlot);
        }
    }

    /// <summary>Gives what is prepared to the kernel at once and takes note of what is done.</summary>
    internal void EnterNow()
    {
        _ring.Enter(0, 0);
        TakeCompletions(null);
    }

    internal ulong Tag(RingFile file) => _slots.Tag(RingTagKind.File, file.RingSlot);

    /// <summary>Nothing of a file is with the kernel, and nobody asks it for anything any more.</summary>
    internal void Remove(RingFile file)
    {
        if (!IsDisposed)
        {
            _slots.Free(file.RingSlot);
        }
    }

    internal ulong Tag(RingChannel channel, RingTagKind kind) => _slots.Tag(kind, channel.RingSlot);

    private static long Now() => Stopwatch.GetTimestamp() * (1_000_000_000 / Stopwatch.Frequency);

    private static Interest FoundOf(int mask) =>
        ((mask & (int)LinuxCalls.EventIn) != 0 ? Interest.Read : 0)
        | ((mask & (int)LinuxCalls.EventOut) != 0 ? Interest.Write : 0)
        | ((mask & (int)(LinuxCalls.EventError | LinuxCalls.EventHangUp)) != 0 ? Interest.Failed : 0);

    private void PrepareAll()
    {
        if (!_wakeArmed)
        {
            _wakeArmed = true;
            Submissions.ReadCount(_wake, _wakeCount, new RingTag(RingTagKind.Wake, 0, 0).Value);
        }

        foreach (PollEntry poll in _pollsToArm)
        {
            if (poll.Interest != Interest.None)
            {
                uint mask = ((poll.Interest & Interest.Read) != 0 ? LinuxCalls.EventIn : 0) | ((poll.Interest & Interest.Write) != 0 ? LinuxCalls.EventOut : 0);
                Submissions.Poll((int)poll.Socket.SafeHandle.DangerousGetHandle(), mask, goesOn: false, _slots.Tag(RingTagKind.Poll, poll.Slot));
            }
        }

        _pollsToArm.Clear();
        if (_starved.Count > 0)
        {
            FeedStarved();
        }

        (_preparing, _changed) = (_changed, _preparing);
        foreach (RingChannel channel in _preparing)
        {
            channel.IsChanged = false;
            channel.Prepare(mayReceive: _buffers.Free > 0);
        }

        _preparing.Clear();
    }

    /// <summary>Streams wait to receive because all blocks were taken: if none came back since, what lies in them is moved out.</summary>
    private void FeedStarved()
    {
        if (_buffers.Free == 0)
        {
            for (int i = 0; i < _slots.Count; i++)
            {
                (_slots[i] as RingChannel)?.MoveOut();
            }
        }

        foreach (RingChannel channel in _starved)
        {
            OnChanged(channel);
        }

        _starved.Clear();
    }

    private bool AnythingFound()
    {
        foreach (RingChannel channel in _active)
        {
            if (channel.Found != Interest.None)
            {
                return true;
            }
        }

        return _starved.Count > 0;
    }

    private void TakeCompletions(ReadyEntries? ready)
    {
        while (_ring.TryTake(out Completion completion))
        {
            RingTag tag = RingTag.Of(completion.Tag);
            switch (tag.Kind)
            {
                case RingTagKind.Ignored:
                    continue;
                case RingTagKind.Wake:
                    _wakeArmed = false;
                    continue;
                case RingTagKind.Poll:
                    TakePoll(in tag, in completion, ready);
                    continue;
                case RingTagKind.File:
                    (_slots.OwnerOf(in tag) as RingFile)?.OnDone(completion.Result);
                    continue;
            }

            if (_slots.OwnerOf(in tag) is not RingChannel channel)
            {
                // A channel keeps its slot until its last operation has completed.
                throw new LoopIOException("A completion came for a channel that was over.");
            }

            switch (tag.Kind)
            {
                case RingTagKind.Receive:
                    channel.OnReceive(in completion);
                    break;
                case RingTagKind.Send:
                    channel.OnSend(completion.Result);
                    break;
                case RingTagKind.Room:
                    channel.OnRoom();
                    break;
                case RingTagKind.End:
                    channel.OnEnd(in completion);
                    break;
            }

            if (channel.IsOver)
            {
                OnMaybeOver(channel);
            }
            else
            {
                OnActive(channel);
            }
        }
    }

    private void TakePoll(in RingTag tag, in Completion completion, ReadyEntries? ready)
    {
        if (_slots.OwnerOf(in tag) is not PollEntry entry)
        {
            return;
        }

        OnPolled(entry, completion.Result, ready);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OnPollFailed(PollEntry entry, int error, ReadyEntries? ready)
    {
        bool mayPass = error is RingCalls.Interrupted or RingCalls.Again or RingCalls.OutOfMemory && entry.FailedPolls < MaxFailedPolls;
        if (mayPass || ready is null)
        {
            // Nobody can be told now: the next one fails as this one did.
            entry.FailedPolls++;
            _pollsToArm.Add(entry);
            return;
        }

        // Not armed again before its owner asks for it.
        entry.FailedPolls = 0;
        ready.Add(entry, Interest.Failed);
    }

    private void ReportActive(ReadyEntries ready)
    {
        (_reporting, _active) = (_active, _reporting);
        foreach (RingChannel channel in _reporting)
        {
            channel.IsActive = false;
            Interest found = channel.Found;
            if (found != Interest.None)
            {
                ready.Add(channel.Entry, found);
                OnActive(channel);
            }
        }

        _reporting.Clear();
    }

    private long ShortenToLinger(long maxWaitNanos)
    {
        long now = Now();
        long until = maxWaitNanos < 0 ? long.MaxValue : maxWaitNanos;
        foreach (RingChannel channel in _lingering)
        {
            until = Math.Min(until, Math.Max(0, channel.LingerUntil - now));
        }

        return until;
    }

    private void CutOffLate()
    {
        long now = Now();
        for (int i = _lingering.Count - 1; i >= 0; i--)
        {
            RingChannel channel = _lingering[i];
            if (channel.Lingers && channel.LingerUntil > now)
            {
                continue;
            }

            _lingering.RemoveAt(i);
            if (channel.Lingers)
            {
                channel.CutOff();
            }

            OnMaybeOver(channel);
        }
    }

    /// <summary>Cancels all that is under way and waits until the kernel has let go of it, so that memory can be freed.</summary>
    private void EndEverything()
    {
        // What streams have taken goes out first.
        PrepareAll();
        EnterNow();
        Submissions.CancelEverything();
        for (int round = 0; round < RoundsToEnd && !_quiet; round++)
        {
            EnterNow();
            _quiet = !_wakeArmed;
            for (int slot = 0; slot < _slots.Count; slot++)
            {
                _quiet &= _slots[slot] is not (RingChannel { HasOperations: true } or RingFile { IsWriting: true });
            }
        }
    }
}
