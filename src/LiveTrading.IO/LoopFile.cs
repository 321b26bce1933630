using LiveTrading.IO.Turns;
using Microsoft.Win32.SafeHandles;

namespace LiveTrading.IO;

/// <summary>
/// An open file whose writes and syncs do not hold up the loop: one at a time, each completed once on the loop thread, never
/// during the call that asked for it. On io_uring they go to the kernel with the loop's next system call; elsewhere one
/// helper thread of the loop does them.
/// </summary>
/// <remarks>
/// Thread: the loop's. Asking and completing allocate nothing on io_uring. The file stays open until what is under way has
/// ended, whoever closes its handle meanwhile.
/// </remarks>
public abstract class LoopFile : IDisposable, IDeferredCompletion
{
    private readonly LoopKernel _kernel;
    private readonly IFileHandler _handler;
    private IOException? _failure;
    private bool _held;

    private protected LoopFile(LoopKernel kernel, SafeFileHandle handle, IFileHandler handler)
    {
        _kernel = kernel;
        _handler = handler;
        Handle = handle;
    }

    /// <summary>A write or a sync is under way.</summary>
    public bool IsBusy { get; private set; }

    private protected SafeFileHandle Handle { get; }

    /// <summary>What is still to be written.</summary>
    private protected ReadOnlyMemory<byte> Rest { get; set; }

    /// <summary>Where it is to be written.</summary>
    private protected long Offset { get; set; }

    /// <summary>The write is followed by a sync.</summary>
    private protected bool ThenSync { get; private set; }

    private protected bool IsDisposed { get; private set; }

    /// <summary>Begins to write all of some bytes.</summary>
    /// <param name="data">The bytes, which must stay as they are until the completion. At least one.</param>
    /// <param name="offset">Where in the file, 0 or more.</param>
    /// <param name="thenSync">When they are written, force them onto the disk as <see cref="Sync"/> does; completed once, after both.</param>
    /// <exception cref="InvalidOperationException">The last one has not completed, or this is not the loop's thread.</exception>
    /// <exception cref="ArgumentException">Nothing to write, or a negative offset.</exception>
    /// <exception cref="ObjectDisposedException">The file or the loop is disposed.</exception>
    public void Write(ReadOnlyMemory<byte> data, long offset, bool thenSync = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (data.IsEmpty)
        {
            throw new ArgumentException("There is nothing to write.", nameof(data));
        }

        Begin();
        Rest = data;
        Offset = offset;
        ThenSync = thenSync;
        BeginWrite();
    }

    /// <summary>Begins to force everything written so far onto the disk, and of the file's description what reading it back needs.</summary>
    /// <exception cref="InvalidOperationException">The last one has not completed, or this is not the loop's thread.</exception>
    /// <exception cref="ObjectDisposedException">The file or the loop is disposed.</exception>
    public void Sync()
    {
        Begin();
        BeginSync();
    }

    /// <summary>Ends completions. What is under way goes on and tells nobody; the handle is not closed. Idempotent.</summary>
    public void Dispose()
    {
        if (!IsDisposed)
        {
            IsDisposed = true;
            OnDisposed();
        }

        GC.SuppressFinalize(this);
    }

    void IDeferredCompletion.Complete()
    {
        IOException? failure = _failure;
        _failure = null;
        Rest = default;
        IsBusy = false;
        OnEnded();
        if (IsDisposed)
        {
            return;
        }

        try
        {
            _handler.OnCompleted(this, failure);
        }
        catch (Exception error)
        {
            _kernel.Report(error);
        }
    }

    /// <summary>Takes <see cref="Rest"/> to <see cref="Offset"/>, and then does what <see cref="ThenSync"/> says.</summary>
    private protected abstract void BeginWrite();

    private protected abstract void BeginSync();

    /// <summary>What was under way has ended; its completion is next.</summary>
    private protected virtual void OnEnded()
    {
    }

    /// <summary>Nobody waits for completions any more.</summary>
    private protected virtual void OnDisposed()
    {
    }

    /// <summary>It has ended: completes later in this turn or in the next. Loop thread.</summary>
    private protected void End(IOException? failure)
    {
        LetGo();
        _failure = failure;
        _kernel.Defer(this);
    }

    /// <summary>As <see cref="End"/>, from another thread.</summary>
    private protected void EndOffLoop(IOException? failure)
    {
        LetGo();
        _failure = failure;
        _kernel.PostOffLoop(this);
    }

    /// <summary>The handle may be closed, as far as this is concerned: what was under way has ended, or will never begin.</summary>
    internal void LetGo()
    {
        if (_held)
        {
            _held = false;
            Handle.DangerousRelease();
        }
    }

    private void Begin()
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        _kernel.CheckUse();
        if (IsBusy)
        {
            throw new InvalidOperationException("The last write or sync of this file has not completed.");
        }

        Handle.DangerousAddRef(ref _held);
        IsBusy = true;
        ThenSync = false;
    }
}
