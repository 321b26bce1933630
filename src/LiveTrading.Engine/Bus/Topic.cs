namespace LiveTrading.Engine.Bus;

/// <summary>A named stream of messages of one type.</summary>
public abstract class Topic
{
    private protected Topic(string name, Type messageType, bool neverDrops)
    {
        Name = name;
        MessageType = messageType;
        NeverDrops = neverDrops;
    }

    /// <summary>Dotted name, such as <c>order.filled</c>.</summary>
    public string Name { get; }

    /// <summary>What it carries; fixed when the topic is first named.</summary>
    public Type MessageType { get; }

    /// <summary>Handlers attached now.</summary>
    public abstract int HandlerCount { get; }

    /// <summary>True where an overflowing queue grows instead of dropping: order events and commands.</summary>
    internal bool NeverDrops { get; }
}
