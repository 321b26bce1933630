namespace LiveTrading.Engine.Bus;

/// <summary>Bounds of a <see cref="MessageBus"/>.</summary>
public sealed class MessageBusOptions
{
    /// <summary>
    /// Messages that may wait while another is dispatched, all types together. 16 to 16,777,216; default 65,536. Above it
    /// <see cref="MessageBus.Fault"/> is raised and further messages are dropped, except order events and commands, for which the queue grows.
    /// </summary>
    public int QueueCapacity { get; init; } = 65_536;

    /// <summary>
    /// Messages that one publication may cause in all. 16 to 2,147,483,647; default 1,000,000. Above it handlers feed each
    /// other without end: <see cref="MessageBus.Fault"/> is raised and what they publish is dropped until the queue is empty, except order events and commands.
    /// </summary>
    public int MaxCascade { get; init; } = 1_000_000;

    /// <summary>Topics that may exist. 16 to 16,777,216; default 65,536. One more is an error of its publisher.</summary>
    public int MaxTopics { get; init; } = 65_536;

    /// <summary>Checks every bound.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range; the message says which and what is allowed.</exception>
    public void Validate()
    {
        Check(QueueCapacity, 16, 16_777_216, nameof(QueueCapacity));
        Check(MaxCascade, 16, int.MaxValue, nameof(MaxCascade));
        Check(MaxTopics, 16, 16_777_216, nameof(MaxTopics));
    }

    private static void Check(int value, int least, int most, string name)
    {
        if (value < least || value > most)
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be {least} to {most}.");
    }
}
