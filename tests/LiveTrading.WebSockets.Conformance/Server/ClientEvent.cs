namespace LiveTrading.WebSockets.Conformance.Server;

/// <summary>What a client sent: a whole message or a control frame.</summary>
/// <param name="Opcode">Of the message's first frame, or of the control frame; −1: the client ended the transport.</param>
/// <param name="Payload">Unmasked and inflated.</param>
internal sealed record ClientEvent(int Opcode, byte[] Payload)
{
    /// <summary>The end of the transport.</summary>
    public static readonly ClientEvent End = new(-1, []);

    /// <inheritdoc/>
    public override string ToString() => Opcode switch
    {
        -1 => "the end of the transport",
        8 => Payload.Length < 2 ? "an empty close" : $"a close with {(Payload[0] << 8) | Payload[1]}",
        9 => $"a ping of {Payload.Length} bytes",
        10 => $"a pong of {Payload.Length} bytes",
        _ => $"a {(Opcode == 1 ? "text" : "binary")} of {Payload.Length} bytes",
    };
}
