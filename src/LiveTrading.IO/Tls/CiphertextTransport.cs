using System.Threading.Tasks.Sources;

namespace LiveTrading.IO.Tls;

/// <summary>
/// The stream beneath an <c>SslStream</c>: two buffers, no socket. The loop puts received ciphertext in and takes ciphertext
/// to send out; SslStream reads and writes at memory speed.
/// </summary>
/// <remarks>
/// Two lives. During the handshake it is shared: SslStream runs on the thread pool, the loop on its own thread, a lock between
/// them. After <see cref="Own"/> everything is the loop's: a read that finds no record is completed later, inline, by
/// <see cref="TryCompleteRead"/>. A read never goes beyond the end of the first record, so that SslStream holds no bytes back
/// and the loop knows by <see cref="HasRecord"/> when a read completes at once. Allocates nothing once owned.
/// </remarks>
internal sealed class CiphertextTransport : Stream, IValueTaskSource<int>
{
    private const int HeaderBytes = 5;

    // RFC 8446 §5.2 and RFC 5246 §6.2.3: at most 2^14 + 2,048 bytes of ciphertext a record.
    private const int MaxRecordBytes = HeaderBytes + (16 * 1024) + 2048;
    private const int IncomingBytes = 128 * 1024;
    private const int InitialOutgoingBytes = 32 * 1024;
    private const byte FirstContentType = 20;
    private const byte LastContentType = 24;

    private readonly Lock _gate = new();
    private readonly Action _written;
    private readonly byte[] _incoming = GC.AllocateUninitializedArray<byte>(IncomingBytes);
    private ManualResetValueTaskSourceCore<int> _read = new() { RunContinuationsAsynchronously = true };
    private Memory<byte> _readInto;
    private byte[] _outgoing = GC.AllocateUninitializedArray<byte>(InitialOutgoingBytes);
    private bool _shared = true;
    private int _start;
    private int _end;
    private int _recordLeft;
    private bool _ended;
    private bool _aborted;
    private bool _readWaits;
    private int _outStart;
    private int _outEnd;

    /// <param name="written">Called, while shared, when there is ciphertext to send; from any thread.</param>
    internal CiphertextTransport(Action written)
    {
        _written = written;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>A read would complete at once: a whole record is there, the rest of one, or the end.</summary>
    internal bool HasRecord => _recordLeft > 0 || _ended || WholeRecord() > 0;

    /// <summary>SslStream waits for a record.</summary>
    internal bool ReadWaits => _readWaits;

    /// <summary>Ciphertext to send. For the loop, after <see cref="Own"/>.</summary>
    internal ReadOnlySpan<byte> Unsent => _outgoing.AsSpan(_outStart, _outEnd - _outStart);

    internal int UnsentBytes => _outEnd - _outStart;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // SslStream asks with an empty buffer first, to learn whether there is something: it is told to go on.
        if (buffer.IsEmpty)
        {
            return default;
        }

        if (_shared)
        {
            lock (_gate)
            {
                return ReadOrWait(buffer);
            }
        }

        return ReadOrWait(buffer);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_shared)
        {
            lock (_gate)
            {
                Append(buffer.Span);
            }

            _written();
        }
        else
        {
            Append(buffer.Span);
        }

        return default;
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
        // Nothing is held back here: the loop sends after every write.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    int IValueTaskSource<int>.GetResult(short token)
    {
        int count = _read.GetResult(token);
        return _aborted ? throw new IOException("The connection was closed.") : count;
    }

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _read.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _read.OnCompleted(continuation, state, token, flags);

    /// <summary>Ends the shared life: the handshake is done and its thread has let go.</summary>
    internal void Own()
    {
        lock (_gate)
        {
            _shared = false;
            _read.RunContinuationsAsynchronously = false;
        }
    }

    /// <summary>Room for received ciphertext.</summary>
    internal Span<byte> Space(int most)
    {
        if (_shared)
        {
            lock (_gate)
            {
                return SpaceNow(most);
            }
        }

        return SpaceNow(most);
    }

    /// <summary>So much of the room was filled. Followed by <see cref="TryCompleteRead"/>.</summary>
    internal void Received(int count)
    {
        if (_shared)
        {
            lock (_gate)
            {
                _end += count;
            }
        }
        else
        {
            _end += count;
        }
    }

    /// <summary>The other side ended its sending.</summary>
    internal void End()
    {
        lock (_gate)
        {
            _ended = true;
        }
    }

    /// <summary>The connection is gone: a waiting read fails, and so do later ones.</summary>
    internal void Abort()
    {
        lock (_gate)
        {
            _aborted = true;
            _ended = true;
        }

        TryCompleteRead();
    }

    /// <summary>Completes SslStream's waiting read if it can be; once owned, what that causes happens inside this call.</summary>
    /// <returns>True when a read was completed.</returns>
    internal bool TryCompleteRead()
    {
        int count;
        if (_shared)
        {
            lock (_gate)
            {
                if (!_readWaits || !HasRecord)
                {
                    return false;
                }

                count = TakeWaiting();
            }
        }
        else
        {
            if (!_readWaits || !HasRecord)
            {
                return false;
            }

            count = TakeWaiting();
        }

        _read.SetResult(count);
        return true;
    }

    /// <summary>Hands what is to be sent to a sender, under the lock while shared.</summary>
    internal void SendWith(CiphertextSender sender)
    {
        if (_shared)
        {
            lock (_gate)
            {
                SendNow(sender);
            }
        }
        else
        {
            SendNow(sender);
        }
    }

    private void SendNow(CiphertextSender sender)
    {
        if (_outStart == _outEnd)
        {
            return;
        }

        _outStart += sender(Unsent);
        if (_outStart == _outEnd)
        {
            _outStart = 0;
            _outEnd = 0;
        }
    }

    private Span<byte> SpaceNow(int most)
    {
        if (_start == _end)
        {
            _start = 0;
            _end = 0;
        }
        else if (_incoming.Length - _end < most)
        {
            _incoming.AsSpan(_start, _end - _start).CopyTo(_incoming);
            _end -= _start;
            _start = 0;
        }

        return _incoming.AsSpan(_end, Math.Min(most, _incoming.Length - _end));
    }

    private ValueTask<int> ReadOrWait(Memory<byte> buffer)
    {
        if (_aborted)
        {
            return ValueTask.FromException<int>(new IOException("The connection was closed."));
        }

        if (HasRecord)
        {
            return new ValueTask<int>(Take(buffer.Span));
        }

        _readInto = buffer;
        _readWaits = true;
        _read.Reset();
        return new ValueTask<int>(this, _read.Version);
    }

    private int TakeWaiting()
    {
        _readWaits = false;
        int count = _aborted ? 0 : Take(_readInto.Span);
        _readInto = default;
        return count;
    }

    private int Take(Span<byte> destination)
    {
        if (_recordLeft == 0)
        {
            // Zero when the end came within a record: SslStream gets the fragment and then the end, and complains itself.
            int whole = WholeRecord();
            _recordLeft = whole > 0 ? whole : _end - _start;
        }

        int count = Math.Min(destination.Length, _recordLeft);
        _incoming.AsSpan(_start, count).CopyTo(destination);
        _start += count;
        _recordLeft -= count;
        return count;
    }

    // Length of the first record if all of it is there, else 0. What is not TLS counts as whole: SslStream shall see and refuse it.
    private int WholeRecord()
    {
        int available = _end - _start;
        if (available < HeaderBytes)
        {
            return available > 0 && _incoming[_start] is < FirstContentType or > LastContentType ? available : 0;
        }

        ReadOnlySpan<byte> header = _incoming.AsSpan(_start, HeaderBytes);
        int length = HeaderBytes + (header[3] << 8) + header[4];
        if (header[0] is < FirstContentType or > LastContentType || length > MaxRecordBytes)
        {
            return available;
        }

        return length <= available ? length : 0;
    }

    private void Append(ReadOnlySpan<byte> data)
    {
        if (_outgoing.Length - _outEnd < data.Length)
        {
            int length = _outEnd - _outStart;
            if (_outgoing.Length < length + data.Length)
            {
                byte[] grown = GC.AllocateUninitializedArray<byte>(Math.Max(_outgoing.Length * 2, length + data.Length));
                Unsent.CopyTo(grown);
                _outgoing = grown;
            }
            else
            {
                Unsent.CopyTo(_outgoing);
            }

            _outStart = 0;
            _outEnd = length;
        }

        data.CopyTo(_outgoing.AsSpan(_outEnd));
        _outEnd += data.Length;
    }
}
