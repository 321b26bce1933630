using System.Runtime.CompilerServices;
using LiveTrading.Model;

namespace LiveTrading.Engine.Bus;

/// <summary>
/// Single-threaded, in-order message bus: publish and subscribe on dotted topics, request and response, commands.
/// Loop thread only. What a handler publishes is queued and delivered after the present message, first in first out, so
/// every subscriber sees cause before effect. Publishing allocates nothing. The queue is bounded by <see cref="MessageBusOptions"/>.
/// </summary>
/// <remarks>A topic carries one type, fixed by whoever names it first, publisher or subscriber.</remarks>
public sealed class MessageBus
{
    private readonly Dictionary<string, Topic> _topics = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Topic> _commands = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Delegate> _endpoints = new(StringComparer.Ordinal);
    private readonly Dictionary<Type, MessageQueue> _queues = [];
    private readonly List<Subscription> _subscriptions = [];
    private readonly MessageBusOptions _options;

    // Whose turn it is: one entry per waiting message, in the order of publishing.
    private MessageQueue[] _order;
    private int _orderHead;
    private int _pending;
    private int _limit;
    private long _cascade;
    private bool _overflowing;
    private long _sequence;
    private BusFault? _unheard;

    /// <summary>An empty bus.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A bound is out of range.</exception>
    public MessageBus(MessageBusOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _limit = options.QueueCapacity;
        _order = new MessageQueue[16];
    }

    /// <summary>
    /// Told of every failure, during the dispatch in which it happens; what it publishes is queued. When nobody listens,
    /// the publication that caused the first failure throws after everything was delivered.
    /// </summary>
    public Action<BusFault>? Fault { get; set; }

    /// <summary>Messages waiting for the present one to end.</summary>
    public int PendingCount => _pending;

    /// <summary>Messages dropped because the queue was full or handlers fed each other without end. Never an order event or a command.</summary>
    public long DroppedCount { get; private set; }

    /// <summary>Handler throws since the start.</summary>
    public long HandlerFaultCount { get; private set; }

    /// <summary>True while a handler runs: what is published now is queued.</summary>
    public bool IsDispatching { get; internal set; }

    internal bool HasWorkAfterDispatch
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _pending != 0 || _unheard is not null;
    }

    /// <summary>The publisher of a topic: resolve once, keep.</summary>
    /// <exception cref="ArgumentException">The topic is empty, has wildcards, carries another type, or there are too many topics.</exception>
    public Publisher<T> GetPublisher<T>(string topic)
    {
        if (_topics.TryGetValue(topic, out Topic? found))
            return found as Publisher<T> ?? throw WrongType("Topic", topic, found.MessageType, typeof(T));
        return CreateTopic<T>(topic);
    }

    /// <summary>Adds a handler for a topic or a pattern: <c>*</c> is any run of characters, <c>?</c> one; both cross dots. Reaches topics that exist and those that come later.</summary>
    /// <param name="pattern">Topic or pattern.</param>
    /// <param name="handler">Called with each message; a message being dispatched now is not given to it.</param>
    /// <param name="priority">Higher is called earlier; equal ones in the order of subscribing.</param>
    /// <param name="owner">Whom a throw is blamed on.</param>
    /// <exception cref="ArgumentException">The pattern is empty, or a topic it matches carries another type.</exception>
    public Subscription Subscribe<T>(string pattern, MessageHandler<T> handler, int priority = 0, string owner = BusFault.Core)
    {
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentException.ThrowIfNullOrEmpty(owner);
        if (!TopicPattern.HasWildcards(pattern))
        {
            Publisher<T> topic = GetPublisher<T>(pattern);
            var exact = new Subscription<T>(this, pattern, handler, priority, owner, _sequence++);
            exact.AttachTo(topic);
            _subscriptions.Add(exact);
            return exact;
        }

        foreach (Topic topic in _topics.Values)
        {
            if (topic is not Publisher<T> && TopicPattern.Matches(pattern, topic.Name))
                throw WrongType($"Pattern '{pattern}' matches topic", topic.Name, topic.MessageType, typeof(T));
        }

        var subscription = new Subscription<T>(this, pattern, handler, priority, owner, _sequence++);
        foreach (Topic topic in _topics.Values)
        {
            if (TopicPattern.Matches(pattern, topic.Name))
                subscription.AttachTo(topic);
        }

        _subscriptions.Add(subscription);
        return subscription;
    }

    /// <summary>Publishes by name; reaches the same handlers as the topic's publisher, at the cost of a look-up.</summary>
    /// <exception cref="ArgumentException">As <see cref="GetPublisher{T}"/>.</exception>
    public void Publish<T>(string topic, in T message) => GetPublisher<T>(topic).Publish(in message);

    /// <summary>Ends every subscription of an owner, at once.</summary>
    public void UnsubscribeAll(string owner)
    {
        for (int i = _subscriptions.Count - 1; i >= 0; i--)
        {
            if (string.Equals(_subscriptions[i].Owner, owner, StringComparison.Ordinal))
                _subscriptions[i].Dispose();
        }
    }

    /// <summary>Offers an answer to requests of that name.</summary>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public void RegisterEndpoint<TRequest, TResponse>(string name, Func<TRequest, TResponse> handler)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(handler);
        if (!_endpoints.TryAdd(name, handler))
            throw new ArgumentException($"Endpoint '{name}' is registered already.", nameof(name));
    }

    /// <summary>Asks and gets the answer at once. What the endpoint throws comes out here.</summary>
    /// <exception cref="ArgumentException">No such endpoint, or it takes or gives other types.</exception>
    public TResponse Request<TRequest, TResponse>(string name, TRequest request) =>
        TryRequest(name, request, out TResponse? response)
            ? response!
            : throw new ArgumentException($"No endpoint '{name}' is registered.", nameof(name));

    /// <summary>Asks if there is such an endpoint.</summary>
    /// <returns>False when there is none.</returns>
    /// <exception cref="ArgumentException">It takes or gives other types.</exception>
    public bool TryRequest<TRequest, TResponse>(string name, TRequest request, out TResponse? response)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        response = default;
        if (!_endpoints.TryGetValue(name, out Delegate? endpoint))
            return false;
        if (endpoint is not Func<TRequest, TResponse> typed)
            throw WrongType("Endpoint", name, endpoint.GetType(), typeof(Func<TRequest, TResponse>));
        response = typed(request);
        return true;
    }

    /// <summary>Names the one handler of a command.</summary>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public void RegisterCommand<T>(string name, MessageHandler<T> handler)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(handler);
        if (_commands.ContainsKey(name))
            throw new ArgumentException($"Command '{name}' is registered already.", nameof(name));
        var command = new Publisher<T>(this, name, QueueOf<T>(), isCommand: true);
        new Subscription<T>(this, name, handler, 0, BusFault.Core, _sequence++).AttachTo(command);
        _commands.Add(name, command);
    }

    /// <summary>Gives a command to its handler; inside a handler: after the present message and those waiting. Never dropped.</summary>
    /// <exception cref="ArgumentException">No such command, or it takes another type.</exception>
    public void Send<T>(string name, in T command)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!_commands.TryGetValue(name, out Topic? found))
            throw new ArgumentException($"No command '{name}' is registered.", nameof(name));
        if (found is not Publisher<T> typed)
            throw WrongType("Command", name, found.MessageType, typeof(T));
        typed.Publish(in command);
    }

    internal void Forget(Subscription subscription) => _subscriptions.Remove(subscription);

    internal bool TryReserve(MessageQueue queue, Topic topic)
    {
        if (_pending >= _limit && !ReserveBeyondLimit(topic))
            return false;
        if (_pending == _order.Length)
            GrowOrder();
        _order[(_orderHead + _pending) & (_order.Length - 1)] = queue;
        _pending++;
        return true;
    }

    /// <summary>Delivers what waits and ends the dispatch.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void FinishDispatch()
    {
        while (_pending != 0)
        {
            MessageQueue queue = _order[_orderHead];
            queue.DeliverNext();
            _orderHead = (_orderHead + 1) & (_order.Length - 1);
            _pending--;
            if (++_cascade == _options.MaxCascade)
            {
                _limit = 0;
                Raise(new BusFault(BusFaultKind.CascadeLimit, BusFault.Bus, "*", null));
            }
        }

        _cascade = 0;
        _limit = _options.QueueCapacity;
        _overflowing = false;
        IsDispatching = false;
        if (_unheard is { } fault)
        {
            _unheard = null;
            throw new LiveTradingException(fault + "; MessageBus.Fault has no listener.", fault.Exception!);
        }
    }

    internal void Raise(BusFault fault)
    {
        if (fault.Kind == BusFaultKind.HandlerThrew)
            HandlerFaultCount++;
        if (Fault is not { } listener)
        {
            _unheard ??= fault;
            return;
        }

        try
        {
            listener(fault);
        }
        catch (Exception e)
        {
            // The listener is the last resort: its own failure must come out of the publication.
            _unheard ??= fault with { Exception = new AggregateException(fault.Exception is null ? [e] : [fault.Exception, e]) };
        }
    }

    private Publisher<T> CreateTopic<T>(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (TopicPattern.HasWildcards(name))
            throw new ArgumentException($"Topic '{name}' must not have wildcards.", nameof(name));
        if (_topics.Count >= _options.MaxTopics)
            throw new ArgumentException($"Topic '{name}' would be one more than MaxTopics = {_options.MaxTopics}.", nameof(name));
        var topic = new Publisher<T>(this, name, QueueOf<T>(), isCommand: false);
        _topics.Add(name, topic);
        foreach (Subscription subscription in _subscriptions.ToArray())
        {
            if (!TopicPattern.HasWildcards(subscription.Pattern) || !TopicPattern.Matches(subscription.Pattern, name))
                continue;
            if (subscription.MessageType == typeof(T))
                subscription.AttachTo(topic);
            else
                Raise(new BusFault(BusFaultKind.TypeMismatch, subscription.Owner, name, null));
        }

        return topic;
    }

    private MessageQueue<T> QueueOf<T>()
    {
        if (_queues.TryGetValue(typeof(T), out MessageQueue? queue))
            return (MessageQueue<T>)queue;
        var created = new MessageQueue<T>(this);
        _queues.Add(typeof(T), created);
        return created;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool ReserveBeyondLimit(Topic topic)
    {
        if (!topic.NeverDrops)
            DroppedCount++;
        if (!_overflowing)
        {
            _overflowing = true;
            if (_limit != 0)
                Raise(new BusFault(BusFaultKind.QueueOverflow, BusFault.Bus, topic.Name, null));
        }

        return topic.NeverDrops;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void GrowOrder()
    {
        var order = new MessageQueue[_order.Length * 2];
        int first = _order.Length - _orderHead;
        Array.Copy(_order, _orderHead, order, 0, first);
        Array.Copy(_order, 0, order, first, _orderHead);
        _order = order;
        _orderHead = 0;
    }

    private static ArgumentException WrongType(string what, string name, Type actual, Type asked) =>
        new($"{what} '{name}' carries {actual}, not {asked}.", nameof(name));
}
