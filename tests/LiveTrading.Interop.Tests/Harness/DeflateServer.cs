namespace LiveTrading.Interop.Tests.Harness;

/// <summary>One way in which a server compresses.</summary>
/// <param name="Name">For the server's address, and for messages.</param>
/// <param name="ServerAlone">It asks for <c>server_no_context_takeover</c>.</param>
/// <param name="ClientAlone">It asks for <c>client_no_context_takeover</c>.</param>
/// <param name="ServerBits">Its own window; null: what the client wants.</param>
/// <param name="ClientBits">The window it allows the client; null: what the client wants.</param>
public sealed record DeflateServer(string Name, bool ServerAlone = false, bool ClientAlone = false, int? ServerBits = null, int? ClientBits = null)
{
    /// <summary>Every parameter alone and together.</summary>
    public static IReadOnlyList<DeflateServer> All { get; } =
    [
        new("plain-answer"),
        new("server-alone", ServerAlone: true),
        new("client-alone", ClientAlone: true),
        new("both-alone", ServerAlone: true, ClientAlone: true),
        new("server-window", ServerBits: 10),
        new("client-window", ClientBits: 10),
        new("windows", ServerBits: 9, ClientBits: 9),
    ];

    /// <summary>As the query of an address.</summary>
    public string Query => "deflate"
        + (ServerAlone ? "&snct" : "") + (ClientAlone ? "&cnct" : "")
        + (ServerBits is { } server ? $"&sbits={server}" : "") + (ClientBits is { } client ? $"&cbits={client}" : "");
}
