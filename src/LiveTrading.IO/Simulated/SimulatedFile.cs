using LiveTrading.IO.Files;
using LiveTrading.IO.Timers;
using LiveTrading.IO.Turns;
using Microsoft.Win32.SafeHandles;

namespace LiveTrading.IO.Simulated;

/// <summary>A real file on the simulated loop: everything is done at once, in the order of the calls, and completes after a fixed virtual time, so that runs repeat.</summary>
internal sealed class SimulatedFile : LoopFile
{
    /// <summary>Virtual time that a write or a sync takes: about what a sync takes on a fast disk, and never none, or a file that is synced again and again would hold up time.</summary>
    internal const long TakesNanos = 100_000;

    private readonly WheelTimer _done;
    private IOException? _result;

    internal SimulatedFile(LoopKernel kernel, SafeFileHandle handle, IFileHandler handler)
        : base(kernel, handle, handler)
    {
        _done = new WheelTimer(kernel.Timers, static timer => ((SimulatedFile)timer.State!).OnDone(), this);
    }

    private protected override void BeginWrite() => Do(Rest, ThenSync);

    private protected override void BeginSync() => Do(default, sync: true);

    private void Do(ReadOnlyMemory<byte> data, bool sync)
    {
        _result = BlockingFile.Run(Handle, data, Offset, sync);
        LetGo();
        _done.Start(TakesNanos);
    }

    private void OnDone()
    {
        IOException? result = _result;
        _result = null;
        End(result);
    }
}
