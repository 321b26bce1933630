namespace LiveTrading.Benchmarks.Operations;

/// <summary>A thread that allocates as a web server with many watchers does: a steady stream that mostly dies young, a part that lives for a while.</summary>
internal sealed class GarbageMaker : IDisposable
{
    // 100 objects of 1 kB a millisecond: about 100 MB a second.
    private const int ObjectsPerRound = 100;
    private const int ObjectBytes = 1_000;
    private const int Kept = 20_000;

    private readonly byte[]?[] _kept = new byte[]?[Kept];
    private readonly ManualResetEventSlim _ended = new();
    private readonly Thread _thread;

    public GarbageMaker()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "garbage" };
        _thread.Start();
    }

    public void Dispose()
    {
        _ended.Set();
        _thread.Join();
        _ended.Dispose();
    }

    private void Run()
    {
        int next = 0;
        while (!_ended.Wait(1))
        {
            for (int i = 0; i < ObjectsPerRound; i++)
            {
                byte[] made = new byte[ObjectBytes];
                if (i % 10 == 0)
                    _kept[next++ % Kept] = made;
            }
        }
    }
}
