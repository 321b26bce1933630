using System.Buffers.Text;

namespace LiveTrading.WebSockets.Http;

/// <summary>Removes the chunked transfer coding (RFC 9112 §7.1) in place and piece by piece. Extensions and trailers are skipped.</summary>
internal struct ChunkedBody
{
    /// <summary>Longest line with a chunk's size.</summary>
    public const int MaxSizeLineBytes = 256;

    private Part _part;
    private int _left;
    private int _trailerBytes;

    private enum Part
    {
        Size,
        Data,
        DataEnd,
        Trailer,
        Done,
    }

    /// <summary>The last chunk and the trailers were seen.</summary>
    public readonly bool IsDone => _part == Part.Done;

    /// <summary>Decodes what can be decoded; the decoded bytes end up at the front.</summary>
    /// <param name="data">From the first byte not decoded before.</param>
    /// <param name="room">Bytes the body may still grow by.</param>
    /// <param name="maxTrailerBytes">All trailers together.</param>
    /// <param name="read">Coded bytes used.</param>
    /// <param name="written">Decoded bytes, at the front of <paramref name="data"/>.</param>
    /// <returns>0, or the HTTP status that says what is wrong: 400, 413 or 431.</returns>
    public int Decode(Span<byte> data, int room, int maxTrailerBytes, out int read, out int written)
    {
        read = 0;
        written = 0;
        while (_part != Part.Done)
        {
            Span<byte> rest = data[read..];
            if (_part == Part.Data)
            {
                int count = Math.Min(_left, rest.Length);
                rest[..count].CopyTo(data[written..]);
                written += count;
                read += count;
                _left -= count;
                if (_left > 0)
                    return 0;
                _part = Part.DataEnd;
                continue;
            }
            int lineEnd = rest.IndexOf("\r\n"u8);
            int longest = _part switch { Part.DataEnd => 0, Part.Size => MaxSizeLineBytes, _ => maxTrailerBytes - _trailerBytes };
            // A last byte that may be half a line end is not counted.
            if (lineEnd > longest || (lineEnd < 0 && rest.Length - 1 > longest))
                return _part == Part.Trailer ? 431 : 400;
            if (lineEnd < 0)
                return 0;
            int status = TakeLine(rest[..lineEnd], room - written);
            if (status != 0)
                return status;
            read += lineEnd + 2;
        }
        return 0;
    }

    private int TakeLine(ReadOnlySpan<byte> line, int room)
    {
        switch (_part)
        {
            case Part.DataEnd:
                _part = Part.Size;
                return 0;
            case Part.Trailer:
                _trailerBytes += line.Length + 2;
                if (line.IsEmpty)
                    _part = Part.Done;
                return 0;
            default:
                int digits = 0;
                while (digits < line.Length && char.IsAsciiHexDigit((char)line[digits]))
                    digits++;
                // Fifteen digits cannot overflow.
                if (digits is 0 or > 15 || (digits < line.Length && line[digits] is not ((byte)';' or (byte)' ' or (byte)'\t')))
                    return 400;
                if (!Utf8Parser.TryParse(line[..digits], out long size, out _, 'x'))
                    return 400;
                if (size > room)
                    return 413;
                _left = (int)size;
                _part = size == 0 ? Part.Trailer : Part.Data;
                return 0;
        }
    }
}
