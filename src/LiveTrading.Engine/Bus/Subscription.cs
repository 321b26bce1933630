namespace LiveTrading.Engine.Bus;

/// <summary>A handler's place on the bus. Disposing it ends it at once, also during a dispatch: the handler is not called again.</summary>
public abstract class Subscription : IDisposable
{
    private protected Subscription(string pattern, int priority, string owner, long sequence)
    {
        Pattern = pattern;
        Priority = priority;
        Owner = owner;
        Sequence = sequence;
    }

    /// <summary>Topic or pattern it was made with.</summary>
    public string Pattern { get; }

    /// <summary>Higher is called earlier; equal ones in the order of subscribing.</summary>
    public int Priority { get; }

    /// <summary>Whom a throw is blamed on: <see cref="BusFault.Core"/> or a strategy's id.</summary>
    public string Owner { get; }

    /// <summary>False once disposed.</summary>
    public bool IsActive { get; private protected set; } = true;

    internal long Sequence { get; }

    internal abstract Type MessageType { get; }

    /// <summary>Ends it. Idempotent.</summary>
    public abstract void Dispose();

    internal abstract void AttachTo(Topic topic);
}
