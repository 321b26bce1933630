using LiveTrading.Model.Identifiers;

namespace LiveTrading.Engine.Execution;

/// <summary>Makes client order ids. Instance and epoch are inputs: never derived from the journal, so ids stay unique even when it lost its tail.</summary>
/// <param name="instance">Which engine instance.</param>
/// <param name="epoch">Which start of it, from wall time and randomness; the low 48 bits count.</param>
public sealed class ClientOrderIdGenerator(uint instance, ulong epoch)
{
    private ulong _counter;

    /// <summary>Which engine instance.</summary>
    public uint Instance { get; } = instance;

    /// <summary>Which start of it.</summary>
    public ulong Epoch { get; } = epoch & ((1UL << 48) - 1);

    /// <summary>The next id.</summary>
    public ClientOrderId Next() => ClientOrderId.Create(Instance, Epoch, ++_counter);
}
