using System.Buffers.Binary;
using System.Buffers.Text;
using System.IO.Compression;
using System.Text.Json;

namespace LiveTrading.Venues.Simulated.Capture;

/// <summary>
/// Reads recordings: lines of local receive time in nanoseconds, a space, and the message as the venue sent it; plain or gzip.
/// </summary>
/// <remarks>
/// One thread. Streams through one buffer that starts at 256 KiB and grows up to <see cref="MaxLineBytes"/>; nothing is
/// allocated per line. Several files are read one after the other as if they were one.
/// </remarks>
public sealed class CaptureReader : IDisposable
{
    /// <summary>The longest line: 16 MiB, the message limit of the WebSocket client, and room for the time.</summary>
    public const int MaxLineBytes = (16 * 1024 * 1024) + 32;

    private readonly string[] _paths;
    private int _pathIndex = -1;
    private FileStream? _file;
    private Stream? _content;
    private bool _compressed;
    private byte[] _buffer = new byte[256 * 1024];
    private int _start;
    private int _end;
    private bool _contentEnded;
    private long _recordsInFile;
    private long _contentBytes;
    private int _messageStart;
    private int _messageLength;
    private int _streamStart;
    private int _streamLength;
    private int _dataStart;
    private int _dataLength;

    /// <summary>Opens the first file.</summary>
    /// <param name="paths">At least one; gzip is recognised by its first bytes, not by its name.</param>
    /// <exception cref="CaptureException">A file is missing, unreadable or empty.</exception>
    /// <exception cref="ArgumentException">No path.</exception>
    public CaptureReader(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        _paths = [.. paths];
        if (_paths.Length == 0)
            throw new ArgumentException("At least one recording is needed.", nameof(paths));
        foreach (string path in _paths)
        {
            if (!File.Exists(path))
                throw new CaptureException($"{path}: no such file.");
        }

        OpenNext();
    }

    /// <summary>The file of the present record.</summary>
    public string Path => _paths[Math.Min(_pathIndex, _paths.Length - 1)];

    /// <summary>Which of the files that is, from 0.</summary>
    public int FileIndex => Math.Min(_pathIndex, _paths.Length - 1);

    /// <summary>The line of the present record, from 1.</summary>
    public long LineNumber { get; private set; }

    /// <summary>When the message was received: nanoseconds since 1970 UTC of the recording machine.</summary>
    public long ReceivedNanos { get; private set; }

    /// <summary>What the message is.</summary>
    public CaptureRecordKind Kind { get; private set; }

    /// <summary>The message, byte for byte. Valid until the next <see cref="Read"/>.</summary>
    public ReadOnlySpan<byte> Message => _buffer.AsSpan(_messageStart, _messageLength);

    /// <summary>The stream's name such as <c>btcusdt@trade</c>; empty for a snapshot. Valid until the next <see cref="Read"/>.</summary>
    public ReadOnlySpan<byte> StreamName => _buffer.AsSpan(_streamStart, _streamLength);

    /// <summary>The event inside a combined frame, byte for byte; the whole message for a snapshot. Valid until the next <see cref="Read"/>.</summary>
    public ReadOnlySpan<byte> Data => _buffer.AsSpan(_dataStart, _dataLength);

    /// <summary>Moves to the next record.</summary>
    /// <returns>False at the end of the last file.</returns>
    /// <exception cref="CaptureException">A line is malformed or torn, a gzip file is cut off or damaged, a file is empty.</exception>
    public bool Read()
    {
        while (true)
        {
            int newline = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                int lineStart = _start;
                _start += newline + 1;
                LineNumber++;
                ParseLine(lineStart, newline, terminated: true);
                return true;
            }

            if (!_contentEnded)
            {
                Fill();
                continue;
            }

            if (_end > _start)
            {
                int lineStart = _start;
                int length = _end - _start;
                _start = _end;
                LineNumber++;
                ParseLine(lineStart, length, terminated: false);
                return true;
            }

            if (_recordsInFile == 0)
                throw new CaptureException($"{Path}: the file is empty.");
            if (!OpenNext())
                return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _content?.Dispose();
        _file?.Dispose();
        _content = null;
        _file = null;
    }

    /// <summary>An error at the present record.</summary>
    internal CaptureException Malformed(string what, Exception? cause = null)
    {
        string message = $"{Path}:{LineNumber}: {what}";
        return cause is null ? new CaptureException(message) : new CaptureException(message, cause);
    }

    private bool OpenNext()
    {
        Dispose();
        if (_pathIndex + 1 >= _paths.Length)
        {
            _contentEnded = true;
            return false;
        }

        _pathIndex++;
        LineNumber = 0;
        _recordsInFile = 0;
        _contentBytes = 0;
        _start = _end = 0;
        _contentEnded = false;
        try
        {
            _file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1, FileOptions.SequentialScan);
            Span<byte> magic = stackalloc byte[2];
            int got = _file.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
            _file.Position = 0;
            _compressed = got == 2 && magic[0] == 0x1f && magic[1] == 0x8b;
            _content = _compressed ? new GZipStream(_file, CompressionMode.Decompress) : _file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CaptureException($"{Path}: cannot be read: {e.Message}", e);
        }

        return true;
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= MaxLineBytes)
                throw new CaptureException($"{Path}:{LineNumber + 1}: the line is longer than {MaxLineBytes} bytes.");
            Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, MaxLineBytes));
        }

        int read;
        try
        {
            read = _content!.Read(_buffer, _end, _buffer.Length - _end);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new CaptureException($"{Path}:{LineNumber + 1}: the gzip data is damaged or cut off after this line.", e);
        }
        catch (IOException e)
        {
            throw new CaptureException($"{Path}: cannot be read: {e.Message}", e);
        }

        _end += read;
        _contentBytes += read;
        if (read == 0)
        {
            _contentEnded = true;
            if (_compressed)
                CheckLength();
        }
    }

    /// <summary>
    /// The runtime's decompressor takes a cut-off file for its end, so the length in the trailer (RFC 1952, ISIZE) is
    /// compared here. Several members in one file are legal: then the last one is shorter than the whole.
    /// </summary>
    private void CheckLength()
    {
        Span<byte> trailer = stackalloc byte[4];
        _file!.Seek(-4, SeekOrigin.End);
        _file.ReadExactly(trailer);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        bool severalMembers = length < _contentBytes && _end == _start;
        if (length != (uint)_contentBytes && !severalMembers)
            throw new CaptureException($"{Path}:{LineNumber + 1}: the gzip data is damaged or cut off after this line.");
    }

    private void ParseLine(int start, int length, bool terminated)
    {
        if (length > 0 && _buffer[start + length - 1] == (byte)'\r')
            length--;
        ReadOnlySpan<byte> line = _buffer.AsSpan(start, length);
        if (!terminated && !IsComplete(line))
            throw Malformed(_compressed ? "the recording is torn: its last line is incomplete (is the gzip file cut off?)." : "the recording is torn: its last line is incomplete.");
        if (!Utf8Parser.TryParse(line, out long nanos, out int digits) || nanos < 0 || line[0] == (byte)'+')
            throw Malformed("a line must start with the receive time in nanoseconds.");
        if (digits >= line.Length || line[digits] != (byte)' ')
            throw Malformed("a space must follow the receive time.");
        ReceivedNanos = nanos;
        _messageStart = start + digits + 1;
        _messageLength = length - digits - 1;
        Classify();
        _recordsInFile++;
    }

    private static bool IsComplete(ReadOnlySpan<byte> line)
    {
        int space = line.IndexOf((byte)' ');
        if (space < 0)
            return false;
        try
        {
            var reader = new Utf8JsonReader(line[(space + 1)..]);
            while (reader.Read())
            {
            }

            return reader.TokenType == JsonTokenType.EndObject;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void Classify()
    {
        ReadOnlySpan<byte> message = Message;
        if (message.Length < 2 || message[0] != (byte)'{' || message[^1] != (byte)'}')
            throw Malformed("the message is not a JSON object.");
        ReadOnlySpan<byte> prefix = "{\"stream\":\""u8;
        if (message.StartsWith(prefix))
        {
            int nameLength = message[prefix.Length..].IndexOf((byte)'"');
            ReadOnlySpan<byte> between = "\",\"data\":"u8;
            int dataOffset = prefix.Length + nameLength + between.Length;
            if (nameLength <= 0 || !message[(prefix.Length + nameLength)..].StartsWith(between) || dataOffset >= message.Length - 1)
                throw Malformed("a combined frame must be {\"stream\":\"…\",\"data\":…}.");
            _streamStart = _messageStart + prefix.Length;
            _streamLength = nameLength;
            _dataStart = _messageStart + dataOffset;
            _dataLength = message.Length - dataOffset - 1;
            Kind = KindOf(StreamName);
            return;
        }

        if (!message.StartsWith("{\"lastUpdateId\":"u8))
            throw Malformed("the message is neither a combined stream frame nor a depth snapshot.");
        _streamStart = _messageStart;
        _streamLength = 0;
        _dataStart = _messageStart;
        _dataLength = _messageLength;
        Kind = CaptureRecordKind.DepthSnapshot;
    }

    private static CaptureRecordKind KindOf(ReadOnlySpan<byte> stream)
    {
        int at = stream.IndexOf((byte)'@');
        if (at <= 0)
            return CaptureRecordKind.Other;
        ReadOnlySpan<byte> suffix = stream[(at + 1)..];
        if (suffix.SequenceEqual("trade"u8))
            return CaptureRecordKind.Trade;
        if (suffix.SequenceEqual("bookTicker"u8))
            return CaptureRecordKind.BookTicker;
        return suffix.SequenceEqual("depth@100ms"u8) || suffix.SequenceEqual("depth"u8) ? CaptureRecordKind.Depth : CaptureRecordKind.Other;
    }
}
