namespace LiveTrading.Engine.Bus;

internal sealed class Subscription<T> : Subscription
{
    private readonly MessageBus _bus;
    private readonly List<Publisher<T>> _topics = [];

    internal Subscription(MessageBus bus, string pattern, MessageHandler<T> handler, int priority, string owner, long sequence)
        : base(pattern, priority, owner, sequence)
    {
        _bus = bus;
        Handler = handler;
    }

    // Swapped for a no-op on dispose, so that a dispatch under way over an older array needs no check per handler.
    internal MessageHandler<T> Handler { get; private set; }

    internal override Type MessageType => typeof(T);

    public override void Dispose()
    {
        if (!IsActive)
            return;
        IsActive = false;
        Handler = Ignore;
        foreach (Publisher<T> topic in _topics)
            topic.Detach(this);
        _topics.Clear();
        _bus.Forget(this);
    }

    internal override void AttachTo(Topic topic)
    {
        var typed = (Publisher<T>)topic;
        typed.Attach(this);
        _topics.Add(typed);
    }

    private static void Ignore(in T message)
    {
    }
}
