using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LiveTrading.IO.Turns;
using Microsoft.Win32.SafeHandles;

namespace LiveTrading.IO.Uring;

/// <summary>A file over the ring: what it is asked for is prepared at once and goes to the kernel with the loop's next system call.</summary>
/// <remarks>
/// A sync after a write is prepared when the write is done: a linked pair would be torn apart, and the sync might come first,
/// whenever the kernel takes only part of what it is given.
/// </remarks>
internal sealed unsafe class RingFile : LoopFile
{
    // Answers that mean "again", in a row; the next one is a failure.
    private const int MaxRetries = 16;

    private readonly UringPoller _poller;
    private MemoryHandle _pin;
    private int _written;
    private int _retries;
    private bool _writing;

    internal RingFile(UringPoller poller, LoopKernel kernel, SafeFileHandle handle, IFileHandler handler)
        : base(kernel, handle, handler)
    {
        _poller = poller;
    }

    /// <summary>The poller's own number for it.</summary>
    internal int RingSlot { get; init; }

    /// <summary>The kernel may read from the caller's memory.</summary>
    internal bool IsWriting => _writing;

    /// <summary>What the kernel answered; replaced by tests that let a disk fail.</summary>
    internal Func<int, int>? Answered { get; set; }

    /// <summary>The kernel is done with what was prepared last.</summary>
    /// <param name="result">Bytes written, 0 for a sync, or a negative error number.</param>
    internal void OnDone(int result)
    {
        if (Answered is not null)
        {
            result = Answered(result);
        }

        if (result is -RingCalls.Interrupted or -RingCalls.Again && ++_retries <= MaxRetries)
        {
            Prepare();
        }
        else if (!_writing)
        {
            Finish(result >= 0 ? 0 : -result);
        }
        else if (result <= 0)
        {
            Unpin();
            Finish(result == 0 ? RingCalls.InputOutput : -result);
        }
        else
        {
            OnWritten(result);
        }
    }

    /// <summary>The ring is gone.</summary>
    /// <param name="isQuiet">The kernel is known to have let go of everything.</param>
    internal void Abandon(bool isQuiet)
    {
        // Otherwise the memory stays pinned: a write that the kernel still works on must not find other bytes there.
        if (isQuiet)
        {
            Unpin();
        }

        LetGo();
    }

    private protected override void BeginWrite()
    {
        _retries = 0;
        _written = 0;
        _pin = Rest.Pin();
        _writing = true;
        Prepare();
    }

    private protected override void BeginSync()
    {
        _retries = 0;
        Prepare();
    }

    private protected override void OnEnded()
    {
        if (IsDisposed)
        {
            _poller.Remove(this);
        }
    }

    private protected override void OnDisposed()
    {
        if (!IsBusy)
        {
            _poller.Remove(this);
        }
    }

    private void OnWritten(int count)
    {
        _retries = 0;
        _written += count;
        if (_written < Rest.Length)
        {
            Prepare();
            return;
        }

        Unpin();
        if (ThenSync)
        {
            Prepare();
            return;
        }

        Finish(0);
    }

    private void Prepare()
    {
        try
        {
            PrepareNext();
        }
        catch (LoopIOException)
        {
            // The ring takes nothing: told as any other failure, since somebody waits for the completion.
            if (_writing)
            {
                Unpin();
            }

            Finish(RingCalls.OutOfMemory);
        }
    }

    private void PrepareNext()
    {
        ulong tag = _poller.Tag(this);
        int descriptor = (int)Handle.DangerousGetHandle();
        if (_writing)
        {
            // SAFETY: the memory is pinned until the kernel has answered, and what was written is within it; held by the
            // transfer tests of FileBehaviour.
            _poller.Submissions.Write(descriptor, (byte*)_pin.Pointer + _written, Rest.Length - _written, Offset + _written, tag);
        }
        else
        {
            _poller.Submissions.SyncData(descriptor, tag);
        }
    }

    private void Finish(int error) => End(error == 0 ? null : Failure(error));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IOException Failure(int error) => new(Marshal.GetPInvokeErrorMessage(error), error);

    private void Unpin()
    {
        _writing = false;
        _pin.Dispose();
        _pin = default;
    }
}
