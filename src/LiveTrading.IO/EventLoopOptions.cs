namespace LiveTrading.IO;

/// <summary>How to make an <see cref="EventLoop"/>.</summary>
public sealed record EventLoopOptions
{
    private static readonly TimeSpan MaxSpinFor = TimeSpan.FromSeconds(10);

    /// <summary>Which backend; default <see cref="LoopBackend.Auto"/>.</summary>
    public LoopBackend Backend { get; init; } = LoopBackend.Auto;

    /// <summary>What <see cref="EventLoop.Run"/> does when there is nothing to do; default <see cref="LoopWait.Block"/>. <see cref="EventLoop.RunOnce"/> polls instead of sleeping when spinning, and never longer than asked.</summary>
    public LoopWait Wait { get; init; } = LoopWait.Block;

    /// <summary>How long <see cref="LoopWait.Hybrid"/> polls after the last event before it sleeps: above 0, at most 10 s; default 50 µs, about twice what waking a thread costs.</summary>
    public TimeSpan SpinFor { get; init; } = TimeSpan.FromMicroseconds(50);

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is not one of those defined.</exception>
    public void Validate()
    {
        if (!Enum.IsDefined(Backend))
        {
            throw new ArgumentException($"Backend {(int)Backend} does not exist; allowed are {string.Join(", ", Enum.GetNames<LoopBackend>())}.");
        }

        if (!Enum.IsDefined(Wait))
        {
            throw new ArgumentException($"Wait {(int)Wait} does not exist; allowed are {string.Join(", ", Enum.GetNames<LoopWait>())}.");
        }

        if (SpinFor <= TimeSpan.Zero || SpinFor > MaxSpinFor)
        {
            throw new ArgumentException($"SpinFor {SpinFor} is not above 0 and at most {MaxSpinFor}.");
        }
    }
}
