using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LiveTrading.IO.Polling;

namespace LiveTrading.IO.Uring;

/// <summary>One io_uring: its two queues, mapped; submitting and waiting are one system call.</summary>
/// <remarks>
/// Set up for one thread: completions are made when this thread asks for them (deferred task running), never by interrupting
/// it. That thread is the one of the first <see cref="Enter"/>. Allocates nothing after construction.
/// </remarks>
internal sealed unsafe class Ring : IDisposable
{
    private const uint SubmissionEntries = 512;

    // Room for what all streams of a busy loop complete in one turn; beyond it the kernel keeps completions back and says so.
    private const uint CompletionEntries = 8192;
    private const long SubmissionsOffset = 0x10000000;
    private const nint MapFailed = -1;

    private readonly int _descriptor;
    private readonly nint _map;
    private readonly nuint _mapBytes;
    private readonly nint _submissionMap;
    private readonly nuint _submissionMapBytes;
    private readonly uint* _submissionHead;
    private readonly uint* _submissionTail;
    private readonly uint* _queueFlags;
    private readonly uint _submissionMask;
    private readonly uint* _completionHead;
    private readonly uint* _completionTail;
    private readonly uint _completionMask;
    private readonly Completion* _completions;
    private readonly Submission* _submissions;
    private uint _unsubmitted;
    private bool _enabled;
    private bool _disposed;

    private Ring(int descriptor, in RingParameters p)
    {
        _descriptor = descriptor;
        _mapBytes = Math.Max(p.Submission.Indices + (p.SubmissionEntries * sizeof(uint)), p.Completion.Completions + (p.CompletionEntries * (uint)sizeof(Completion)));
        _submissionMapBytes = p.SubmissionEntries * (uint)sizeof(Submission);
        _map = RingCalls.Map(descriptor, _mapBytes, 0);
        _submissionMap = _map == MapFailed ? MapFailed : RingCalls.Map(descriptor, _submissionMapBytes, SubmissionsOffset);
        if (_submissionMap == MapFailed)
        {
            LoopIOException failure = Failure("mapping the rings");
            Dispose();
            throw failure;
        }

        // SAFETY: the offsets are the kernel's own, inside the maps just made; the maps live until Dispose.
        byte* start = (byte*)_map;
        _submissionHead = (uint*)(start + p.Submission.Head);
        _submissionTail = (uint*)(start + p.Submission.Tail);
        _submissionMask = *(uint*)(start + p.Submission.Mask);
        _queueFlags = (uint*)(start + p.Submission.Flags);
        _completionHead = (uint*)(start + p.Completion.Head);
        _completionTail = (uint*)(start + p.Completion.Tail);
        _completionMask = *(uint*)(start + p.Completion.Mask);
        _completions = (Completion*)(start + p.Completion.Completions);
        _submissions = (Submission*)_submissionMap;

        // Entries are used in order: the index table never changes.
        uint* indices = (uint*)(start + p.Submission.Indices);
        for (uint i = 0; i < p.SubmissionEntries; i++)
        {
            indices[i] = i;
        }
    }

    /// <summary>Entries prepared and not given to the kernel yet.</summary>
    internal uint Unsubmitted => _unsubmitted;

    /// <summary>The kernel has completions that it hands over on the next <see cref="Enter"/> alone.</summary>
    internal bool HasDeferred => (Volatile.Read(ref *_queueFlags) & (RingCalls.QueueTaskRun | RingCalls.QueueCompletionOverflow)) != 0;

    /// <summary>Calls of io_uring_enter so far.</summary>
    internal long Enters { get; private set; }

    /// <summary>Makes a ring, disabled until the first <see cref="Enter"/>.</summary>
    /// <param name="ring">The ring; null when the kernel refuses.</param>
    /// <param name="refusal">Likely cause and what to try, as the end of a sentence.</param>
    internal static bool TryCreate([NotNullWhen(true)] out Ring? ring, out string refusal)
    {
        ring = null;
        RingParameters parameters = new()
        {
            Flags = RingCalls.SetupCqSize | RingCalls.SetupSingleIssuer | RingCalls.SetupDeferTaskRun | RingCalls.SetupTaskRunFlag | RingCalls.SetupDisabled,
            CompletionEntries = CompletionEntries,
        };
        int descriptor = RingCalls.Setup(SubmissionEntries, &parameters);
        if (descriptor < 0)
        {
            refusal = RingRefusal.Explain(Marshal.GetLastPInvokeError());
            return false;
        }

        const uint Needed = RingCalls.FeatureSingleMap | RingCalls.FeatureExtendedArgument;
        if ((parameters.Features & Needed) != Needed)
        {
            _ = LinuxCalls.Close(descriptor);
            refusal = RingRefusal.OldKernel;
            return false;
        }

        try
        {
            ring = new Ring(descriptor, in parameters);
        }
        catch (LoopIOException error)
        {
            refusal = error.Message;
            return false;
        }

        refusal = "";
        return true;
    }

    /// <summary>Registers memory; before the first <see cref="Enter"/>.</summary>
    /// <returns>0, or an error number.</returns>
    internal int Register(uint what, void* argument, uint count) =>
        RingCalls.Register(_descriptor, what, argument, count) < 0 ? Marshal.GetLastPInvokeError() : 0;

    /// <summary>Whether the kernel knows an operation. Before the first <see cref="Enter"/>.</summary>
    internal bool Offers(RingOperation operation)
    {
        const int EntryBytes = 8;
        const int Entries = 64;
        const ushort Supported = 1;

        // struct io_uring_probe: 16 bytes of its own, then one entry an operation: number, reserved, 16 bits of flags.
        byte* probe = stackalloc byte[16 + (EntryBytes * Entries)];
        new Span<byte>(probe, 16 + (EntryBytes * Entries)).Clear();

        // SAFETY: the kernel fills no more entries than it is told there are; those it does not know stay zero.
        return Register(RingCalls.RegisterProbe, probe, Entries) == 0 && (*(ushort*)(probe + 16 + (EntryBytes * (int)operation) + 2) & Supported) != 0;
    }

    /// <summary>An empty entry, filled by the caller before anything else is called; goes to the kernel with the next <see cref="Enter"/>.</summary>
    internal Submission* Next()
    {
        uint tail = *_submissionTail;
        if (tail - Volatile.Read(ref *_submissionHead) > _submissionMask)
        {
            Enter(0, 0);
            tail = *_submissionTail;
            if (tail - Volatile.Read(ref *_submissionHead) > _submissionMask)
            {
                throw new LoopIOException("io_uring takes no more submissions: the system is out of memory for them.");
            }
        }

        // SAFETY: the mask keeps the index inside the map; the kernel reads the entry only once the tail has passed it, which
        // happens in Enter, after the caller has filled it.
        Submission* entry = _submissions + (tail & _submissionMask);
        *entry = default;
        *_submissionTail = tail + 1;
        _unsubmitted++;
        return entry;
    }

    /// <summary>Gives what was prepared to the kernel and takes its completions; waits for one if asked to.</summary>
    /// <param name="atLeast">Completions to wait for: 0 or 1.</param>
    /// <param name="maxWaitNanos">How long at most; −1: as long as it takes.</param>
    internal void Enter(uint atLeast, long maxWaitNanos)
    {
        if (!_enabled)
        {
            Enable();
        }

        KernelTimespec timeout = new() { Seconds = maxWaitNanos / 1_000_000_000, Nanos = maxWaitNanos % 1_000_000_000 };

        // SAFETY: both locals outlive the call.
        WaitArgument argument = new() { Timeout = maxWaitNanos < 0 ? 0 : (ulong)&timeout };
        do
        {
            Enters++;
            int submitted = RingCalls.Enter(_descriptor, _unsubmitted, atLeast, RingCalls.EnterGetEvents | RingCalls.EnterExtendedArgument, &argument, sizeof(WaitArgument));
            if (submitted >= 0)
            {
                _unsubmitted -= (uint)submitted;
                continue;
            }

            switch (Marshal.GetLastPInvokeError())
            {
                case RingCalls.Interrupted or RingCalls.TimerExpired:
                    // Whether something was submitted is told by the head of the queue alone.
                    _unsubmitted = *_submissionTail - Volatile.Read(ref *_submissionHead);
                    return;
                case RingCalls.Again or RingCalls.Busy:
                    // Out of memory for requests, or completions to be taken first: the rest goes with the next call.
                    _unsubmitted = *_submissionTail - Volatile.Read(ref *_submissionHead);
                    return;
                case RingCalls.Exists:
                    throw new InvalidOperationException("A loop on io_uring belongs to the thread of its first turn: run every turn on that thread.");
                default:
                    throw Failure("io_uring_enter");
            }
        }
        while (_unsubmitted > 0 && atLeast == 0);
    }

    /// <summary>Takes one completion, oldest first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryTake(out Completion completion)
    {
        uint head = *_completionHead;
        if (head == Volatile.Read(ref *_completionTail))
        {
            completion = default;
            return false;
        }

        // SAFETY: between head and tail the kernel has written; the mask keeps the index inside the map.
        completion = _completions[head & _completionMask];
        Volatile.Write(ref *_completionHead, head + 1);
        return true;
    }

    /// <summary>Ends the ring: the kernel cancels what is under way.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (_submissionMap is not (0 or MapFailed))
        {
            _ = RingCalls.Unmap(_submissionMap, _submissionMapBytes);
        }

        if (_map is not (0 or MapFailed))
        {
            _ = RingCalls.Unmap(_map, _mapBytes);
        }

        _ = LinuxCalls.Close(_descriptor);
    }

    private static LoopIOException Failure(string call) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{call} failed: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}."));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Enable()
    {
        if (Register(RingCalls.RegisterEnableRings, null, 0) != 0)
        {
            throw Failure("enabling the ring");
        }

        _enabled = true;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct KernelTimespec
    {
        internal long Seconds;
        internal long Nanos;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct WaitArgument
    {
        internal ulong SignalMask;
        internal uint SignalMaskBytes;
        internal uint MinWaitMicros;
        internal ulong Timeout;
    }
}
