using System.Text;
using LiveTrading.WebSockets.Http;

namespace LiveTrading.WebSockets.Server;

/// <summary>A request as it came in. Lies in the connection's buffer: valid only during the call that brings it.</summary>
public readonly ref struct HttpRequest
{
    private readonly HttpHead _head;

    internal HttpRequest(HttpHead head, string method, string path, string rawQuery, ReadOnlySpan<byte> body)
    {
        _head = head;
        Method = method;
        Path = path;
        RawQuery = rawQuery;
        Body = body;
    }

    /// <summary>As sent, for example <c>GET</c>.</summary>
    public string Method { get; }

    /// <summary>Percent-decoded, without the query; begins with a slash (or is <c>*</c>).</summary>
    public string Path { get; }

    /// <summary>What follows the question mark, not decoded; empty when there is none.</summary>
    public string RawQuery { get; }

    /// <summary>The body with its transfer coding removed; empty when there is none.</summary>
    public ReadOnlySpan<byte> Body { get; }

    /// <summary>The first header of that name, in any case, read as Latin-1.</summary>
    /// <param name="name">At most 128 ASCII characters.</param>
    /// <param name="value">Without surrounding white space; empty when there is no such header.</param>
    public bool TryGetHeader(string name, out string value)
    {
        ArgumentNullException.ThrowIfNull(name);
        Span<byte> utf8 = stackalloc byte[128];
        value = "";
        if (Ascii.FromUtf16(name, utf8, out int length) != System.Buffers.OperationStatus.Done || !_head.TryGet(utf8[..length], out ReadOnlySpan<byte> found))
            return false;
        value = Encoding.Latin1.GetString(found);
        return true;
    }
}
