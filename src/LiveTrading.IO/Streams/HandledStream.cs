using System.Runtime.CompilerServices;
using LiveTrading.IO.Turns;

namespace LiveTrading.IO.Streams;

/// <summary>What every backend's stream shares: its life, its receive buffer, and the delivery of completions to the handler — each at most once, never inside the call that caused it.</summary>
/// <remarks>Thread: the loop's. Delivery allocates nothing.</remarks>
internal abstract class HandledStream : LoopStream, IDeferredCompletion
{
    private IStreamHandler? _handler;
    private StreamCloseInfo _closeInfo;
    private Outstanding _outstanding;
    private bool _paused;

    private protected HandledStream(LoopKernel kernel, StreamPriority priority, StreamLimits limits)
    {
        if (!Enum.IsDefined(priority))
        {
            throw new ArgumentOutOfRangeException(nameof(priority), priority, "No such priority.");
        }

        Kernel = kernel;
        Priority = priority;
        Buffer = new ReceiveBuffer(limits);
    }

    [Flags]
    private enum Outstanding
    {
        None = 0,
        Connected = 1,
        SendReady = 2,
        Resumed = 4,
        Closed = 8,
        Step = 16,
    }

    public override bool IsOpen => Phase == StreamPhase.Open;

    public override bool ReceivePaused
    {
        get => _paused;
        set
        {
            if (_paused == value)
            {
                return;
            }

            _paused = value;
            if (Phase == StreamPhase.Open)
            {
                OnPausedChanged();
                if (!value)
                {
                    Ask(Outstanding.Resumed);
                }
            }
        }
    }

    internal StreamPriority Priority { get; set; }

    internal StreamPhase Phase { get; private set; }

    /// <summary>It has been open.</summary>
    private protected bool WasOpen { get; private set; }

    private protected LoopKernel Kernel { get; }

    private protected ReceiveBuffer Buffer { get; }

    /// <summary>Set with the connect, or when the acceptor gave one.</summary>
    private protected IStreamHandler Handler
    {
        get => _handler ?? throw new InvalidOperationException("The stream has no handler yet.");
        set => _handler = value;
    }

    public override void Close(bool reset = false) => CloseWith(StreamError.None, "", reset);

    public void Complete()
    {
        Outstanding due = _outstanding;
        _outstanding = Outstanding.None;
        if ((due & Outstanding.Closed) != 0)
        {
            CompleteClosed();
            return;
        }

        if ((due & Outstanding.Step) != 0)
        {
            OnStep();
        }

        if ((due & Outstanding.Connected) != 0)
        {
            EnterOpen();
        }

        if ((due & Outstanding.SendReady) != 0 && Phase == StreamPhase.Open)
        {
            DeliverSendReady();
        }

        if ((due & Outstanding.Resumed) != 0 && Phase == StreamPhase.Open && !_paused)
        {
            OnResumed();
        }
    }

    /// <summary>Lets the stream go without completions: the loop is disposed.</summary>
    internal void Abandon()
    {
        if (Phase < StreamPhase.Closing)
        {
            ReleaseTransport(reset: false);
        }

        Phase = StreamPhase.Closed;

        // Not back to the pool: the loop may be disposed by the very handler that is looking at the bytes.
        Buffer.Release(toPool: false);
    }

    /// <summary>Ends the stream: transport at once, <see cref="IStreamHandler.OnClosed"/> later. Later causes are ignored.</summary>
    internal void CloseWith(StreamError error, string text, bool reset = false)
    {
        if (Phase >= StreamPhase.Closing)
        {
            return;
        }

        Phase = StreamPhase.Closing;
        _closeInfo = new StreamCloseInfo(error, text);
        ReleaseTransport(reset);
        Ask(Outstanding.Closed);
    }

    /// <summary>Frees what the transport holds, once; with <paramref name="reset"/> the other side gets an RST.</summary>
    private protected abstract void ReleaseTransport(bool reset);

    /// <summary>Just before <see cref="IStreamHandler.OnClosed"/>: the loop forgets the stream.</summary>
    private protected virtual void OnGone()
    {
    }

    /// <summary>The transport's part of pausing and resuming.</summary>
    private protected abstract void OnPausedChanged();

    /// <summary>After a resume, deferred: presents what was left and reads on.</summary>
    private protected abstract void OnResumed();

    /// <summary>What <see cref="AskStep"/> asked for.</summary>
    private protected abstract void OnStep();

    private protected void AskConnected() => Ask(Outstanding.Connected);

    private protected void AskSendReady() => Ask(Outstanding.SendReady);

    private protected void AskResume() => Ask(Outstanding.Resumed);

    private protected void AskStep() => Ask(Outstanding.Step);

    /// <summary>Becomes open and says so.</summary>
    private protected void EnterOpen()
    {
        if (Phase != StreamPhase.Connecting)
        {
            return;
        }

        Phase = StreamPhase.Open;
        WasOpen = true;
        try
        {
            Handler.OnConnected(this);
        }
        catch (Exception error)
        {
            Fail(error, nameof(IStreamHandler.OnConnected));
        }
    }

    /// <summary>Presents what is in the buffer.</summary>
    /// <returns>True when more may be read: still open, not paused, room left.</returns>
    private protected bool DeliverReceived()
    {
        Span<byte> data = Buffer.Pending;
        if (data.IsEmpty)
        {
            return true;
        }

        int consumed;
        try
        {
            consumed = _handler!.OnReceived(this, data);
        }
        catch (Exception error)
        {
            Fail(error, nameof(IStreamHandler.OnReceived));
            return false;
        }

        if (Phase != StreamPhase.Open)
        {
            return false;
        }

        if ((uint)consumed > (uint)data.Length)
        {
            FailConsumed(consumed, data.Length);
            return false;
        }

        Buffer.Consume(consumed);
        if (_paused)
        {
            return false;
        }

        if (Buffer.IsFull)
        {
            CloseFull();
            return false;
        }

        return true;
    }

    /// <summary>Presents bytes that lie elsewhere, in front of them what was in the buffer; what the handler leaves is kept in the buffer.</summary>
    /// <param name="data">What the buffer held, copied, and what came; at most what the buffer may hold.</param>
    /// <returns>True when more may be read: still open, not paused, room left.</returns>
    private protected bool DeliverLent(Span<byte> data)
    {
        Buffer.Consume(Buffer.Length);
        int consumed;
        try
        {
            consumed = _handler!.OnReceived(this, data);
        }
        catch (Exception error)
        {
            Fail(error, nameof(IStreamHandler.OnReceived));
            return false;
        }

        if (Phase != StreamPhase.Open)
        {
            return false;
        }

        if ((uint)consumed > (uint)data.Length)
        {
            FailConsumed(consumed, data.Length);
            return false;
        }

        if (consumed < data.Length)
        {
            Buffer.Append(data[consumed..]);
        }

        if (_paused)
        {
            return false;
        }

        if (Buffer.IsFull)
        {
            CloseFull();
            return false;
        }

        return true;
    }

    private protected void DeliverSendReady()
    {
        try
        {
            Handler.OnSendReady(this);
        }
        catch (Exception error)
        {
            Fail(error, nameof(IStreamHandler.OnSendReady));
        }
    }

    private protected void DeliverReceiveEnded()
    {
        try
        {
            Handler.OnReceiveEnded(this);
        }
        catch (Exception error)
        {
            Fail(error, nameof(IStreamHandler.OnReceiveEnded));
        }
    }

    private void CompleteClosed()
    {
        Phase = StreamPhase.Closed;
        Buffer.Release(toPool: true);
        OnGone();
        if (_handler is not { } handler)
        {
            return;
        }

        try
        {
            handler.OnClosed(this, in _closeInfo);
        }
        catch (Exception error)
        {
            Kernel.Report(error);
        }
    }

    private void Ask(Outstanding what)
    {
        bool queued = _outstanding != Outstanding.None;
        _outstanding |= what;
        if (!queued)
        {
            Kernel.Defer(this);
        }
    }

    // A handler that threw has lost its place in the byte stream: going on would feed it garbage.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Fail(Exception error, string callback)
    {
        Kernel.Report(error);
        CloseWith(StreamError.Other, $"The handler's {callback} threw {error.GetType().Name}.", reset: false);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FailConsumed(int consumed, int length) =>
        Fail(new InvalidOperationException($"OnReceived said it consumed {consumed} of {length} bytes."), nameof(IStreamHandler.OnReceived));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CloseFull() =>
        CloseWith(StreamError.BufferFull, $"The receive buffer is full at {Buffer.Length} bytes and the handler consumed none of them.", reset: false);
}
