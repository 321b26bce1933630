namespace LiveTrading.Simulation.Harness;

/// <summary>Where a process dies around a send.</summary>
internal enum SendCrash
{
    /// <summary>Before its first byte is handed over.</summary>
    Before,

    /// <summary>With half of its bytes handed over.</summary>
    Middle,

    /// <summary>Right after its last byte was handed over.</summary>
    After,
}
