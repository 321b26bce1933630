namespace LiveTrading.IO;

/// <summary>How to make an <see cref="EventLoop"/>.</summary>
public sealed record EventLoopOptions
{
    /// <summary>Which backend; default <see cref="LoopBackend.Auto"/>.</summary>
    public LoopBackend Backend { get; init; } = LoopBackend.Auto;

    /// <summary>What <see cref="EventLoop.Run"/> does when there is nothing to do; default <see cref="LoopWait.Block"/>. <see cref="EventLoop.RunOnce"/> polls instead of sleeping when spinning, and never longer than asked.</summary>
    public LoopWait Wait { get; init; } = LoopWait.Block;

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
    }
}
