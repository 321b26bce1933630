namespace LiveTrading.WebSockets.Frames;

/// <summary>Takes what a <see cref="FrameReader"/> finds. Every method answers whether to go on reading; spans are valid only during the call.</summary>
internal interface IFrameSink
{
    bool OnMessage(ReadOnlySpan<byte> payload, bool isText);

    bool OnPing(ReadOnlySpan<byte> payload);

    bool OnPong(ReadOnlySpan<byte> payload);

    /// <summary>The last thing a peer says. <paramref name="code"/> is 1005 when the frame carried none.</summary>
    bool OnClose(ushort code, ReadOnlySpan<byte> reason);
}
