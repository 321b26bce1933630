namespace LiveTrading.Engine.Bus;

/// <summary>A failure on the bus, told to <see cref="MessageBus.Fault"/>. The kernel decides: a strategy's fault stops that strategy, any other halts trading.</summary>
/// <param name="Kind">What went wrong.</param>
/// <param name="Owner">Who: the owner given at subscription, or <c>bus</c> when no single handler is to blame.</param>
/// <param name="Topic">On which topic, or the name of the command.</param>
/// <param name="Exception">What the handler threw; null for other kinds.</param>
public readonly record struct BusFault(BusFaultKind Kind, string Owner, string Topic, Exception? Exception)
{
    /// <summary>Owner of everything that belongs to the engine itself.</summary>
    public const string Core = "core";

    /// <summary>Owner when no single handler is to blame.</summary>
    public const string Bus = "bus";

    /// <summary>One line for a log.</summary>
    public override string ToString() => Exception is null
        ? $"{Kind} on '{Topic}' ({Owner})"
        : $"{Kind} on '{Topic}' ({Owner}): {Exception.GetType().Name}: {Exception.Message}";
}
