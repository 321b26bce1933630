using System.Buffers.Text;
using System.Text;
using LiveTrading.WebSockets.Http;

namespace LiveTrading.WebSockets.Server;

/// <summary>
/// Collects the bytes of requests until one is whole. Holds at most one request of the allowed size and what arrived
/// behind it with the same reads. HTTP is not the hot path here: bytes are copied.
/// </summary>
internal sealed class RequestBuffer
{
    /// <summary>A larger buffer is given back to the collector once it is empty.</summary>
    private const int KeptBytes = 64 * 1024;

    private readonly WebServerOptions _options;
    private byte[] _bytes = [];
    private int _headScanned;
    private int _bodyBytes;
    private int _contentLength;
    private bool _isChunked;
    private ChunkedBody _chunked;

    public RequestBuffer(WebServerOptions options) => _options = options;

    /// <summary>Bytes held.</summary>
    public int Length { get; private set; }

    /// <summary>0 until the head is whole.</summary>
    public int HeadBytes { get; private set; }

    /// <summary>The client waits for a word before it sends its body.</summary>
    public bool AwaitsContinue { get; private set; }

    /// <summary>Why <see cref="TryComplete"/> refused.</summary>
    public string Error { get; private set; } = "";

    /// <summary>The head; only when <see cref="HeadBytes"/> is above zero.</summary>
    public ReadOnlySpan<byte> Head => _bytes.AsSpan(0, HeadBytes);

    /// <summary>The decoded body of a whole request.</summary>
    public ReadOnlySpan<byte> Body => _bytes.AsSpan(HeadBytes, _bodyBytes);

    /// <summary>Adds what arrived.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        if (_bytes.Length - Length < data.Length)
            Array.Resize(ref _bytes, Math.Max(Length + data.Length, Math.Min(2 * _bytes.Length, Array.MaxLength)));
        data.CopyTo(_bytes.AsSpan(Length));
        Length += data.Length;
    }

    /// <summary>Looks whether the first request is whole.</summary>
    /// <param name="status">0, or the status to refuse it with; <see cref="Error"/> says why.</param>
    public bool TryComplete(out int status)
    {
        status = 0;
        if (HeadBytes == 0 && (!TryFindHead(out status) || (status = InspectHead()) != 0))
            return false;
        if (!_isChunked)
        {
            _bodyBytes = Math.Min(_contentLength, Length - HeadBytes);
            AwaitsContinue &= _bodyBytes == 0 && _contentLength > 0;
            return _bodyBytes == _contentLength;
        }
        AwaitsContinue &= Length == HeadBytes;
        int start = HeadBytes + _bodyBytes;
        status = _chunked.Decode(_bytes.AsSpan(start..Length), _options.MaxBodyBytes - _bodyBytes, _options.MaxHeadBytes, out int read, out int written);
        if (status != 0)
        {
            Error = status switch { 413 => TooLarge(), 431 => "the trailers are too long", _ => "the chunked coding is malformed" };
            return false;
        }
        _bodyBytes += written;
        _bytes.AsSpan((start + read)..Length).CopyTo(_bytes.AsSpan(start + written));
        Length -= read - written;
        return _chunked.IsDone;
    }

    /// <summary>The client was told to go on.</summary>
    public void ContinueSent() => AwaitsContinue = false;

    /// <summary>Drops the first request, which is whole.</summary>
    public void RemoveRequest()
    {
        int used = HeadBytes + _bodyBytes;
        _bytes.AsSpan(used..Length).CopyTo(_bytes);
        Length -= used;
        HeadBytes = 0;
        _headScanned = 0;
        _bodyBytes = 0;
        _contentLength = 0;
        _isChunked = false;
        _chunked = default;
        AwaitsContinue = false;
        if (Length == 0 && _bytes.Length > KeptBytes)
            _bytes = [];
    }

    /// <summary>Gives up everything.</summary>
    public void Clear()
    {
        _bytes = [];
        Length = 0;
        HeadBytes = 0;
        _bodyBytes = 0;
    }

    private bool TryFindHead(out int status)
    {
        status = 0;
        // RFC 9112 §2.2: empty lines before a request line are skipped.
        int empty = 0;
        while (Length - empty >= 2 && _bytes[empty] == '\r' && _bytes[empty + 1] == '\n')
            empty += 2;
        if (empty > 0)
        {
            _bytes.AsSpan(empty..Length).CopyTo(_bytes);
            Length -= empty;
            _headScanned = 0;
        }
        if (Length == 0)
            return false;
        // TLS on the plain port, for one: said at once instead of after a time-out.
        if (_bytes[0] != '\r' && !HttpHead.IsToken(_bytes.AsSpan(0, 1)))
        {
            Error = "this is not HTTP (TLS is not spoken on this port, if that was meant)";
            status = 400;
            return false;
        }
        int end = HttpHead.FindEnd(_bytes.AsSpan(0, Length), ref _headScanned);
        if (end > _options.MaxHeadBytes || (end < 0 && Length > _options.MaxHeadBytes))
        {
            Error = $"the request head is longer than {_options.MaxHeadBytes} bytes";
            status = 431;
            return false;
        }
        HeadBytes = Math.Max(end, 0);
        return end > 0;
    }

    /// <summary>0, or the status to refuse with.</summary>
    private int InspectHead()
    {
        if (!HttpHead.TryParse(Head, out HttpHead head, out string error))
        {
            Error = error;
            return error.StartsWith("more than", StringComparison.Ordinal) ? 431 : 400;
        }
        if (head.TryGet("Expect"u8, out ReadOnlySpan<byte> expect))
        {
            if (!Ascii.EqualsIgnoreCase(expect, "100-continue"u8))
            {
                Error = "the only expectation met here is 100-continue";
                return 417;
            }
            AwaitsContinue = true;
        }
        int codings = head.Count("Transfer-Encoding"u8);
        int lengths = head.Count("Content-Length"u8);
        if (codings > 0)
            return InspectCoding(head, codings, lengths);
        if (lengths == 0)
            return 0;
        if (lengths > 1)
        {
            Error = "more than one Content-Length";
            return 400;
        }
        head.TryGet("Content-Length"u8, out ReadOnlySpan<byte> length);
        if (length.IsEmpty || length.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            Error = "Content-Length is not a number";
            return 400;
        }
        if (!Utf8Parser.TryParse(length, out long bytes, out int used) || used != length.Length || bytes > _options.MaxBodyBytes)
        {
            Error = TooLarge();
            return 413;
        }
        _contentLength = (int)bytes;
        return 0;
    }

    private int InspectCoding(HttpHead head, int codings, int lengths)
    {
        // Two ways to tell where a request ends are how requests are smuggled (RFC 9112 §6.3).
        if (lengths > 0)
        {
            Error = "both Transfer-Encoding and Content-Length";
            return 400;
        }
        head.TryGet("Transfer-Encoding"u8, out ReadOnlySpan<byte> coding);
        if (codings > 1 || !Ascii.EqualsIgnoreCase(coding, "chunked"u8))
        {
            Error = "the only transfer coding known here is chunked";
            return 501;
        }
        _isChunked = true;
        return 0;
    }

    private string TooLarge() => $"the body is longer than {_options.MaxBodyBytes} bytes";
}
