namespace LiveTrading.WebSockets.Conformance.Fuzzing;

/// <summary>One thing that hostile bytes are fed to.</summary>
internal interface IFuzzTarget
{
    /// <summary>For the report.</summary>
    string Name { get; }

    /// <summary>The inputs kept in the repository, unchanged, each with the outcome it must have.</summary>
    /// <exception cref="FuzzFailedException">An invariant did not hold.</exception>
    void RunCorpus();

    /// <summary>One input and its judgement.</summary>
    /// <param name="random">Everything random comes from here, so that a seed repeats the input.</param>
    /// <exception cref="FuzzFailedException">An invariant did not hold.</exception>
    void Run(Random random);
}
