using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace LiveTrading.Venues.Simulated.Protocol;

/// <summary>Streams by name. Publishing allocates nothing but where a socket is full. Thread: the venue's loop.</summary>
internal sealed class StreamHub
{
    private readonly Dictionary<byte[], StreamTopic> _topics = new(new NameComparer());
    private readonly Dictionary<byte[], StreamTopic>.AlternateLookup<ReadOnlySpan<byte>> _byName;

    public StreamHub() => _byName = _topics.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>Every open stream connection.</summary>
    public List<StreamSession> Sessions { get; } = [];

    /// <summary>Called after a client subscribed.</summary>
    public Action? Subscribed { get; set; }

    /// <summary>The stream of a name, made when new.</summary>
    public StreamTopic Topic(string name)
    {
        byte[] key = Encoding.UTF8.GetBytes(name);
        if (!_topics.TryGetValue(key, out StreamTopic? topic))
            _topics.Add(key, topic = new StreamTopic(name));
        return topic;
    }

    public bool HasSubscribers(string name) => _topics.TryGetValue(Encoding.UTF8.GetBytes(name), out StreamTopic? topic) && topic.Sessions.Count > 0;

    /// <summary>Sends a recorded frame: wrapped as recorded, or the event alone, as each client wants.</summary>
    public void Publish(ReadOnlySpan<byte> name, ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> data)
    {
        if (_byName.TryGetValue(name, out StreamTopic? topic))
            Publish(topic, wrapped, data);
    }

    /// <summary>Sends a frame to everyone who listens.</summary>
    public static void Publish(StreamTopic topic, ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> data)
    {
        for (int i = topic.Sessions.Count - 1; i >= 0; i--)
        {
            StreamSession session = topic.Sessions[i];
            session.Sender.Send(session.IsCombined ? wrapped : data);
        }
    }

    /// <summary>Ends a client's subscription; forgets a stream nobody listens to.</summary>
    public void Leave(StreamTopic topic, StreamSession session)
    {
        topic.Sessions.Remove(session);
        if (topic.Sessions.Count == 0)
            _topics.Remove(topic.NameUtf8);
    }

    private sealed class NameComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode((ReadOnlySpan<byte>)obj);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
