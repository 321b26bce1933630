namespace LiveTrading.IO.Turns;

/// <summary>Something with completions to deliver later in this or the next turn.</summary>
internal interface IDeferredCompletion
{
    /// <summary>Delivers them. May be asked for again from inside.</summary>
    void Complete();
}
