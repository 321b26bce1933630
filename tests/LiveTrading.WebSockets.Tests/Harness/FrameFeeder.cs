using System.Text;
using LiveTrading.WebSockets.Frames;

namespace LiveTrading.WebSockets.Tests.Harness;

/// <summary>Feeds a reader as a stream does: what was not consumed is presented again, followed by what is new.</summary>
internal sealed class FrameFeeder(bool expectMasked, int maxMessageBytes = 1 << 20) : IFrameSink
{
    private byte[] _pending = [];
    private bool _isClosed;

    public FrameReader Reader { get; } = new(expectMasked, maxMessageBytes);

    public List<string> Events { get; } = [];

    public Func<bool> GoOn { get; set; } = static () => true;

    public void Feed(ReadOnlySpan<byte> bytes)
    {
        if (_isClosed)
            return;
        // A fresh array each time: a reader that keeps a span beyond the call is found out.
        byte[] data = [.. _pending, .. bytes];
        int consumed = Reader.Read(data, this);
        Assert.InRange(consumed, 0, data.Length);
        _pending = data[consumed..];
    }

    /// <summary>Byte by byte until the end or an error; says how many bytes it took.</summary>
    public int FeedSingly(ReadOnlySpan<byte> bytes)
    {
        int fed = 0;
        while (fed < bytes.Length && Reader.ErrorCode == 0)
            Feed(bytes.Slice(fed++, 1));
        return fed;
    }

    public string Outcome => string.Join("; ", Events) + (Reader.ErrorCode != 0 ? $" => {Reader.ErrorCode} {Reader.ErrorText}" : "");

    public bool OnMessage(ReadOnlySpan<byte> payload, bool isText) => Note(isText ? "text" : "binary", payload);

    public bool OnPing(ReadOnlySpan<byte> payload) => Note("ping", payload);

    public bool OnPong(ReadOnlySpan<byte> payload) => Note("pong", payload);

    public bool OnClose(ushort code, ReadOnlySpan<byte> reason)
    {
        _isClosed = true;
        return Note($"close {code}", reason);
    }

    private bool Note(string what, ReadOnlySpan<byte> payload)
    {
        Events.Add(payload.Length > 200 ? $"{what} ({payload.Length} bytes, hash {Hash(payload)})" : $"{what} {Encoding.Latin1.GetString(payload)}");
        return GoOn();
    }

    private static uint Hash(ReadOnlySpan<byte> bytes)
    {
        uint hash = 2166136261;
        foreach (byte b in bytes)
            hash = (hash ^ b) * 16777619;
        return hash;
    }
}
