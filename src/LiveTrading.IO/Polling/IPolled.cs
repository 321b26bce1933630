using LiveTrading.IO.Streams;

namespace LiveTrading.IO.Polling;

/// <summary>Owner of a <see cref="PollEntry"/>.</summary>
internal interface IPolled
{
    /// <summary>In which order a turn serves it.</summary>
    StreamPriority Priority { get; }

    /// <summary>Its socket is ready.</summary>
    void Serve(Interest found);
}
