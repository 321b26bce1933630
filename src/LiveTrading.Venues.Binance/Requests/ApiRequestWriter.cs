using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Venues.Binance.Orders;
using LiveTrading.Venues.Binance.Signing;

namespace LiveTrading.Venues.Binance.Requests;

/// <summary>
/// Writes one request as JSON and, beside it, the payload to sign. Parameters must come in alphabetical order, which is what
/// the venue signs over. Loop thread; buffers are reused; nothing is allocated once they have grown.
/// </summary>
internal sealed class ApiRequestWriter
{
    private byte[] _json = new byte[2048];
    private byte[] _payload = new byte[1024];
    private int _jsonLength;
    private int _payloadLength;

    /// <summary>Begins a request.</summary>
    public void Begin(long token, ApiMethod method)
    {
        _jsonLength = _payloadLength = 0;
        Json("{\"id\":"u8);
        JsonNumber(token);
        Json(",\"method\":\""u8);
        Json(ApiMethods.Name(method));
        Json("\",\"params\":{"u8);
    }

    /// <summary>A text parameter: ASCII or UTF-8 without quotes, backslashes and control characters, which the options and the credentials ensure.</summary>
    public void Text(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Name(name);
        Json("\""u8);
        Json(value);
        Json("\""u8);
        Payload(value);
    }

    /// <summary>As the other, from a string.</summary>
    public void Text(ReadOnlySpan<byte> name, string value)
    {
        Span<byte> utf8 = stackalloc byte[256];
        Text(name, utf8[..Encoding.UTF8.GetBytes(value, utf8)]);
    }

    /// <summary>A whole number.</summary>
    public void Number(ReadOnlySpan<byte> name, long value)
    {
        Name(name);
        Span<byte> digits = stackalloc byte[24];
        Utf8Formatter.TryFormat(value, digits, out int written);
        Json(digits[..written]);
        Payload(digits[..written]);
    }

    /// <summary>True.</summary>
    public void True(ReadOnlySpan<byte> name)
    {
        Name(name);
        Json("true"u8);
        Payload("true"u8);
    }

    /// <summary>A price or quantity.</summary>
    public void Amount(ReadOnlySpan<byte> name, long raw)
    {
        Span<byte> digits = stackalloc byte[24];
        FixedPoint.TryFormat(raw, digits, out int written);
        Text(name, digits[..written]);
    }

    /// <summary>An order's own id.</summary>
    public void OrderId(ReadOnlySpan<byte> name, ClientOrderId id)
    {
        Span<byte> text = stackalloc byte[ClientOrderId.TextLength];
        Text(name, text[..id.Format(text)]);
    }

    /// <summary>The id of an order's cancel.</summary>
    public void CancelId(ReadOnlySpan<byte> name, ClientOrderId id)
    {
        Span<byte> text = stackalloc byte[ClientOrderId.TextLength];
        Text(name, text[..CancelIds.Format(id, text)]);
    }

    /// <summary>A list of texts. Only in requests that are not signed: the venue documents no payload form for lists.</summary>
    public void List(ReadOnlySpan<byte> name, IReadOnlyList<string> values)
    {
        Name(name);
        Json("["u8);
        for (int i = 0; i < values.Count; i++)
        {
            Json(i == 0 ? "\""u8 : ",\""u8);
            Json(Encoding.UTF8.GetBytes(values[i]));
            Json("\""u8);
        }

        Json("]"u8);
    }

    /// <summary>Ends a request that needs no signature.</summary>
    public ReadOnlySpan<byte> End()
    {
        Json("}}"u8);
        return _json.AsSpan(0, _jsonLength);
    }

    /// <summary>Signs and ends a request.</summary>
    public ReadOnlySpan<byte> SignAndEnd(IRequestSigner signer)
    {
        Json(",\"signature\":\""u8);
        EnsureJson(signer.MaxSignatureBytes);
        _jsonLength += signer.Sign(_payload.AsSpan(0, _payloadLength), _json.AsSpan(_jsonLength));
        Json("\"}}"u8);
        return _json.AsSpan(0, _jsonLength);
    }

    /// <summary>What the signature covers, for tests.</summary>
    internal ReadOnlySpan<byte> SignedPayload => _payload.AsSpan(0, _payloadLength);

    private void Name(ReadOnlySpan<byte> name)
    {
        if (_payloadLength > 0)
        {
            Json(","u8);
            Payload("&"u8);
        }

        Json("\""u8);
        Json(name);
        Json("\":"u8);
        Payload(name);
        Payload("="u8);
        Debug.Assert(IsSorted(), "Parameters must come in alphabetical order.");
    }

    private void JsonNumber(long value)
    {
        Span<byte> digits = stackalloc byte[24];
        Utf8Formatter.TryFormat(value, digits, out int written);
        Json(digits[..written]);
    }

    private void Json(ReadOnlySpan<byte> text)
    {
        EnsureJson(text.Length);
        text.CopyTo(_json.AsSpan(_jsonLength));
        _jsonLength += text.Length;
    }

    private void Payload(ReadOnlySpan<byte> text)
    {
        if (_payloadLength + text.Length > _payload.Length)
            Array.Resize(ref _payload, Math.Max(_payload.Length * 2, _payloadLength + text.Length));
        text.CopyTo(_payload.AsSpan(_payloadLength));
        _payloadLength += text.Length;
    }

    private void EnsureJson(int bytes)
    {
        if (_jsonLength + bytes > _json.Length)
            Array.Resize(ref _json, Math.Max(_json.Length * 2, _jsonLength + bytes));
    }

    private bool IsSorted()
    {
        ReadOnlySpan<byte> payload = SignedPayload;
        ReadOnlySpan<byte> last = payload[(payload.LastIndexOf((byte)'&') + 1)..^1];
        ReadOnlySpan<byte> before = payload[..Math.Max(0, payload.LastIndexOf((byte)'&'))];
        before = before[(before.LastIndexOf((byte)'&') + 1)..];
        int equals = before.IndexOf((byte)'=');
        return equals < 0 || before[..equals].SequenceCompareTo(last) < 0;
    }
}
