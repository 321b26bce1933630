namespace LiveTrading.IO.Files;

/// <summary>Work that blocks.</summary>
internal interface IOffLoopWork
{
    /// <summary>Does it and hands its result to the loop. Not the loop's thread; does not throw.</summary>
    void Work();
}
