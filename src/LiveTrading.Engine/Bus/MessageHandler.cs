namespace LiveTrading.Engine.Bus;

/// <summary>Takes one message. Runs on the loop thread; the reference is valid only during the call.</summary>
/// <typeparam name="T">The topic's message type.</typeparam>
public delegate void MessageHandler<T>(in T message);
