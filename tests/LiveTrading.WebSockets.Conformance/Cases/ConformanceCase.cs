using System.Text;
using LiveTrading.WebSockets.Compression;
using LiveTrading.WebSockets.Conformance.Server;

namespace LiveTrading.WebSockets.Conformance.Cases;

/// <summary>One thing that a client must do right.</summary>
/// <param name="Id">Area and number.</param>
/// <param name="What">In a few words.</param>
/// <param name="Play">Sends and demands; throws <see cref="CaseFailedException"/> for any other answer.</param>
internal sealed record ConformanceCase(string Id, string What, Action<CasePeer> Play)
{
    /// <summary>The server's answer to an offer of permessage-deflate; null: the case is without compression.</summary>
    public string? Extensions { get; init; }

    /// <summary>The client must refuse the handshake.</summary>
    public bool IsRefusal { get; init; }

    /// <summary>Longest message that the case lets a client send.</summary>
    public int MaxMessageBytes { get; init; } = 16 << 20;

    /// <summary>What <see cref="Extensions"/> amount to; null when they are wrong.</summary>
    public DeflateAgreement? Agreement
    {
        get
        {
            var elements = new List<ExtensionElement>();
            return Extensions is not null && ExtensionList.TryReadList(Encoding.ASCII.GetBytes(Extensions), elements)
                && DeflateNegotiation.TryJudge(new PerMessageDeflateOptions(), elements, out DeflateAgreement? agreement, out _)
                ? agreement
                : null;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Id}: {What}";
}
