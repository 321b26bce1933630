using System.Runtime.InteropServices;
using LiveTrading.IO.Turns;

namespace LiveTrading.IO.Posting;

/// <summary>One registration of <see cref="EventLoop.OnSignal"/>: counts arrivals on the runtime's signal thread, delivers each on the loop thread ahead of the control lane. A counter, not a queue entry, so that a full lane cannot lose a signal.</summary>
internal sealed class SignalDelivery : IDisposable
{
    private readonly LoopKernel _kernel;
    private readonly LoopSignal _signal;
    private readonly Action<LoopSignal> _callback;
    private readonly PosixSignalRegistration? _registration;
    private int _arrived;
    private bool _disposed;

    internal SignalDelivery(LoopKernel kernel, LoopSignal signal, Action<LoopSignal> callback, bool fromSystem)
    {
        _kernel = kernel;
        _signal = signal;
        _callback = callback;
        if (fromSystem)
        {
            _registration = PosixSignalRegistration.Create(Translate(signal), OnArrived);
        }
    }

    internal LoopSignal Signal => _signal;

    internal bool HasArrived => Volatile.Read(ref _arrived) > 0;

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _registration?.Dispose();
        _kernel.Remove(this);
    }

    internal void Raise()
    {
        Interlocked.Increment(ref _arrived);
        _kernel.Wake();
    }

    internal void Deliver()
    {
        int arrived = Interlocked.Exchange(ref _arrived, 0);
        for (int i = 0; i < arrived && !_disposed; i++)
        {
            try
            {
                _callback(_signal);
            }
            catch (Exception error)
            {
                _kernel.Report(error);
            }
        }
    }

    private static PosixSignal Translate(LoopSignal signal) => signal switch
    {
        LoopSignal.Interrupt => PosixSignal.SIGINT,
        LoopSignal.Terminate => PosixSignal.SIGTERM,
        LoopSignal.HangUp => PosixSignal.SIGHUP,
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "No such signal."),
    };

    private void OnArrived(PosixSignalContext context)
    {
        context.Cancel = true;
        Raise();
    }
}
