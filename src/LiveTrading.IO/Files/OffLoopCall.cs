using LiveTrading.IO.Turns;

namespace LiveTrading.IO.Files;

/// <summary>One call of <see cref="EventLoop.TryRunOffLoop"/>.</summary>
internal sealed class OffLoopCall(LoopKernel kernel, FileWorker? worker, Action work, Action<Exception?> completed) : IOffLoopWork, IDeferredCompletion
{
    private Exception? _failure;

    public void Work()
    {
        Run();
        kernel.PostOffLoop(this);
    }

    /// <summary>Does it in the calling thread, without handing it to the loop.</summary>
    public void Run()
    {
        try
        {
            work();
        }
        catch (Exception error)
        {
            _failure = error;
        }
    }

    public void Complete()
    {
        if (worker is not null)
        {
            worker.Calls--;
        }

        try
        {
            completed(_failure);
        }
        catch (Exception error)
        {
            kernel.Report(error);
        }
    }
}
