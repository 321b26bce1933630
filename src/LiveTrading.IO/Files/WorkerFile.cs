using LiveTrading.IO.Turns;
using Microsoft.Win32.SafeHandles;

namespace LiveTrading.IO.Files;

/// <summary>A file whose writes and syncs the loop's helper thread does.</summary>
internal sealed class WorkerFile(LoopKernel kernel, FileWorker worker, SafeFileHandle handle, IFileHandler handler) : LoopFile(kernel, handle, handler), IOffLoopWork
{
    void IOffLoopWork.Work() => EndOffLoop(BlockingFile.Run(Handle, Rest, Offset, sync: Rest.IsEmpty || ThenSync));

    private protected override void BeginWrite() => worker.Add(this);

    private protected override void BeginSync() => worker.Add(this);
}
