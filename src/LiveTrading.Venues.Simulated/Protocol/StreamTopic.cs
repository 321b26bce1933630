using System.Text;

namespace LiveTrading.Venues.Simulated.Protocol;

/// <summary>A stream and who listens.</summary>
internal sealed class StreamTopic(string name)
{
    public string Name { get; } = name;

    public byte[] NameUtf8 { get; } = Encoding.UTF8.GetBytes(name);

    public List<StreamSession> Sessions { get; } = [];
}
