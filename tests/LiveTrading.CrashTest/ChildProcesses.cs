using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LiveTrading.CrashTest;

/// <summary>Every process that was started; none outlives this program, not even when it is interrupted.</summary>
internal sealed class ChildProcesses : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Process> _running = [];
    private readonly List<PosixSignalRegistration> _signals = [];
    private volatile bool _interrupted;

    public ChildProcesses()
    {
        foreach (PosixSignal signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP })
        {
            _signals.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                _interrupted = true;
                KillAll();
            }));
        }

        AppDomain.CurrentDomain.ProcessExit += (_, _) => KillAll();
    }

    /// <summary>A person wants it to end: the children are dead and no further ones start.</summary>
    public bool IsInterrupted => _interrupted;

    public void Add(Process process)
    {
        lock (_gate)
            _running.Add(process);
        if (_interrupted)
            KillAll();
    }

    public void Remove(Process process)
    {
        lock (_gate)
            _running.Remove(process);
    }

    public void Dispose()
    {
        KillAll();
        foreach (PosixSignalRegistration signal in _signals)
            signal.Dispose();
    }

    private void KillAll()
    {
        lock (_gate)
        {
            foreach (Process process in _running)
            {
                try
                {
                    process.Kill(entireProcessTree: true);
                }
                catch (InvalidOperationException)
                {
                    // It has ended by itself.
                }
            }
        }
    }
}
