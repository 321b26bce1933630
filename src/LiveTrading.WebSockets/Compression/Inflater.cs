using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace LiveTrading.WebSockets.Compression;

/// <summary>
/// Inflates the messages of one direction (RFC 1951, RFC 7692 §7.2.2), given in pieces cut anywhere. One thread. The message
/// grows behind the history it may refer to, in one buffer, so nothing is copied and nothing allocated once the buffer has
/// grown to its use; it never grows beyond window, limit and a little. Cost is linear in the bytes in and out. After
/// anything but <see cref="InflateStatus.Ok"/> it is of no more use.
/// </summary>
internal sealed class Inflater
{
    /// <summary>A symbol writes at most 258 bytes, eight at a time.</summary>
    private const int SlackBytes = DeflateAlphabet.MaxMatchBytes + 8;

    /// <summary>Room beside the window to start with: many small messages fit before history is moved.</summary>
    private const int FirstRoomBytes = 64 * 1024;

    private const int LiteralRootBits = 10;
    private const int DistanceRootBits = 8;

    // No complete code of 288 symbols with a root of 10 bits, or of 32 with 8, takes more entries than these.
    private const int LiteralCapacity = 1 << 11;
    private const int DistanceCapacity = 1 << 10;

    /// <summary>What a sender takes off the end of each message (RFC 7692 §7.2.1).</summary>
    private static readonly byte[] Tail = [0, 0, 0xFF, 0xFF];

    private static readonly DecodeTable FixedLiterals = MakeFixed(DecodeTable.LiteralEntries(), LiteralRootBits, DeflateAlphabet.FixedLiteralSymbols);
    private static readonly DecodeTable FixedDistances = MakeFixed(DecodeTable.DistanceEntries(), DistanceRootBits, 32);

    private readonly int _windowBytes;
    private readonly bool _takesOver;
    private readonly int _maxMessageBytes;
    private readonly DecodeTable _literals = new(DecodeTable.LiteralEntries(), LiteralRootBits, LiteralCapacity);
    private readonly DecodeTable _distances = new(DecodeTable.DistanceEntries(), DistanceRootBits, DistanceCapacity);
    private readonly DecodeTable _lengthCode = new(DecodeTable.LengthCodeEntries(), DeflateAlphabet.MaxLengthCodeBits, 1 << DeflateAlphabet.MaxLengthCodeBits);
    private readonly byte[] _lengths = new byte[DeflateAlphabet.LiteralSymbols + DeflateAlphabet.DistanceSymbols];
    private readonly byte[] _lengthCodeLengths = new byte[DeflateAlphabet.LengthCodeSymbols];
    private byte[] _buffer;

    // In _buffer, which begins with history: where the message begins, where the next byte goes.
    private int _start;
    private int _at;

    private ulong _bits;
    private int _bitCount;
    private Part _part;
    private bool _isFinal;
    private DecodeTable _blockLiterals = FixedLiterals;
    private DecodeTable _blockDistances = FixedDistances;
    private int _storedLeft;
    private int _literalCount;
    private int _distanceCount;
    private int _lengthCodeCount;
    private int _lengthsRead;

    /// <summary>Makes one for a direction of a connection.</summary>
    /// <param name="windowBits">8 to 15: how far back a reference may reach.</param>
    /// <param name="takesOver">Whether messages may refer to earlier ones.</param>
    /// <param name="maxMessageBytes">Longest inflated message.</param>
    public Inflater(int windowBits, bool takesOver, int maxMessageBytes)
    {
        _windowBytes = 1 << windowBits;
        _takesOver = takesOver;
        _maxMessageBytes = maxMessageBytes;
        _buffer = new byte[_windowBytes + FirstRoomBytes + SlackBytes];
    }

    private enum Part
    {
        Header,
        StoredLength,
        Stored,
        Counts,
        LengthCode,
        Lengths,
        Symbols,
    }

    /// <summary>The message so far; valid until the next call.</summary>
    public Span<byte> Message => _buffer.AsSpan(_start, _at - _start);

    /// <summary>Where in the buffer a message grows too long. Beyond what an index can say nothing needs watching: the message is moved to the front before.</summary>
    private int Limit => (int)Math.Min(int.MaxValue, (long)_start + _maxMessageBytes);

    /// <summary>Bytes the buffer takes.</summary>
    internal int CapacityBytes => _buffer.Length;

    /// <summary>The next message begins.</summary>
    public void Begin()
    {
        _part = Part.Header;
        _bits = 0;
        _bitCount = 0;
        if (!_takesOver)
            _at = 0;
        _start = _at;
        if (_buffer.Length - _at < FirstRoomBytes / 2)
            Replace(_buffer);
    }

    /// <summary>Inflates the next piece of the message.</summary>
    public InflateStatus Append(ReadOnlySpan<byte> input)
    {
        while (true)
        {
            Step step = _part switch
            {
                Part.Header => ReadHeader(ref input),
                Part.StoredLength => ReadStoredLength(ref input),
                Part.Stored => CopyStored(ref input),
                Part.Counts => ReadCounts(ref input),
                Part.LengthCode => ReadLengthCode(ref input),
                Part.Lengths => ReadLengths(ref input),
                _ => ReadSymbols(ref input),
            };
            if (step == Step.GoOn)
                continue;
            return step switch { Step.NeedsInput => InflateStatus.Ok, Step.TooBig => InflateStatus.TooBig, _ => InflateStatus.Invalid };
        }
    }

    /// <summary>The message's last piece was given: restores what the sender took off and checks that it ends there.</summary>
    public InflateStatus Complete()
    {
        InflateStatus status = Append(Tail);
        return status == InflateStatus.Ok && (_part != Part.Header || _bitCount != 0) ? InflateStatus.Invalid : status;
    }

    private static DecodeTable MakeFixed(uint[] entries, int rootBits, int symbols)
    {
        var table = new DecodeTable(entries, rootBits, 1 << rootBits);
        Span<byte> lengths = stackalloc byte[symbols];
        for (int i = 0; i < symbols; i++)
            lengths[i] = symbols == DeflateAlphabet.FixedLiteralSymbols ? DeflateAlphabet.FixedLiteralLength(i) : (byte)5;
        table.TryBuild(lengths, mayBeIncomplete: false);
        return table;
    }

    private Step ReadHeader(ref ReadOnlySpan<byte> input)
    {
        if (!TryFill(ref input, 3))
            return Step.NeedsInput;
        // Behind a final block (bit 0) the sender goes on with another at the next byte (RFC 7692 §7.2.3.4).
        int header = (int)_bits & 7;
        _isFinal = (header & 1) != 0;
        Drop(3);
        switch (header >> 1)
        {
            case 0:
                Drop(_bitCount & 7);
                _part = Part.StoredLength;
                return Step.GoOn;
            case 1:
                _blockLiterals = FixedLiterals;
                _blockDistances = FixedDistances;
                _part = Part.Symbols;
                return Step.GoOn;
            case 2:
                _part = Part.Counts;
                return Step.GoOn;
            default:
                return Step.Invalid;
        }
    }

    private void EndBlock()
    {
        _part = Part.Header;
        if (_isFinal)
            Drop(_bitCount & 7);
    }

    private Step ReadStoredLength(ref ReadOnlySpan<byte> input)
    {
        if (!TryFill(ref input, 32))
            return Step.NeedsInput;
        int length = (int)(_bits & 0xFFFF);
        if (length != (int)(~(_bits >> 16) & 0xFFFF))
            return Step.Invalid;
        Drop(32);
        _storedLeft = length;
        _part = Part.Stored;
        return Step.GoOn;
    }

    private Step CopyStored(ref ReadOnlySpan<byte> input)
    {
        if (_storedLeft > _maxMessageBytes - (_at - _start))
            return Step.TooBig;
        while (_storedLeft > 0 && _bitCount > 0)
        {
            RequireRoom(1);
            _buffer[_at++] = (byte)_bits;
            Drop(8);
            _storedLeft--;
        }
        int count = Math.Min(_storedLeft, input.Length);
        RequireRoom(count);
        input[..count].CopyTo(_buffer.AsSpan(_at));
        input = input[count..];
        _at += count;
        _storedLeft -= count;
        if (_storedLeft > 0)
            return Step.NeedsInput;
        EndBlock();
        return Step.GoOn;
    }

    private Step ReadCounts(ref ReadOnlySpan<byte> input)
    {
        if (!TryFill(ref input, 14))
            return Step.NeedsInput;
        _literalCount = 257 + ((int)_bits & 31);
        _distanceCount = 1 + ((int)(_bits >> 5) & 31);
        _lengthCodeCount = 4 + ((int)(_bits >> 10) & 15);
        Drop(14);
        if (_literalCount > DeflateAlphabet.LiteralSymbols || _distanceCount > DeflateAlphabet.DistanceSymbols)
            return Step.Invalid;
        Array.Clear(_lengthCodeLengths);
        _lengthsRead = 0;
        _part = Part.LengthCode;
        return Step.GoOn;
    }

    private Step ReadLengthCode(ref ReadOnlySpan<byte> input)
    {
        for (; _lengthsRead < _lengthCodeCount; _lengthsRead++)
        {
            if (!TryFill(ref input, 3))
                return Step.NeedsInput;
            _lengthCodeLengths[DeflateAlphabet.LengthCodeOrder[_lengthsRead]] = (byte)(_bits & 7);
            Drop(3);
        }
        if (!_lengthCode.TryBuild(_lengthCodeLengths, mayBeIncomplete: false))
            return Step.Invalid;
        _lengthsRead = 0;
        _part = Part.Lengths;
        return Step.GoOn;
    }

    private Step ReadLengths(ref ReadOnlySpan<byte> input)
    {
        int all = _literalCount + _distanceCount;
        while (_lengthsRead < all)
        {
            Fill(ref input);
            uint entry = _lengthCode.Entries[(int)(_bits & ((1 << DeflateAlphabet.MaxLengthCodeBits) - 1))];
            int bits = (int)(entry & 31);
            int symbol = (int)(entry >> 16);
            int extra = symbol switch { 16 => 2, 17 => 3, 18 => 7, _ => 0 };
            if (bits + extra > _bitCount)
                return Step.NeedsInput;
            int repeat = (int)(_bits >> bits) & ((1 << extra) - 1);
            Drop(bits + extra);
            if (symbol < 16)
            {
                _lengths[_lengthsRead++] = (byte)symbol;
                continue;
            }
            repeat += symbol == 18 ? 11 : 3;
            if (repeat > all - _lengthsRead || (symbol == 16 && _lengthsRead == 0))
                return Step.Invalid;
            _lengths.AsSpan(_lengthsRead, repeat).Fill(symbol == 16 ? _lengths[_lengthsRead - 1] : (byte)0);
            _lengthsRead += repeat;
        }
        if (_lengths[DeflateAlphabet.EndOfBlock] == 0
            || !_literals.TryBuild(_lengths.AsSpan(0, _literalCount), mayBeIncomplete: true)
            || !_distances.TryBuild(_lengths.AsSpan(_literalCount, _distanceCount), mayBeIncomplete: true))
            return Step.Invalid;
        _blockLiterals = _literals;
        _blockDistances = _distances;
        _part = Part.Symbols;
        return Step.GoOn;
    }

    /// <summary>The hot loop: literals and matches until the block, the input or the limit ends.</summary>
    private Step ReadSymbols(ref ReadOnlySpan<byte> input)
    {
        uint[] literals = _blockLiterals.Entries;
        uint[] distances = _blockDistances.Entries;
        byte[] buffer = _buffer;
        int at = _at;
        int limit = Limit;
        ulong bits = _bits;
        int bitCount = _bitCount;
        ReadOnlySpan<byte> rest = input;
        Step step;
        while (true)
        {
            if (at > limit)
            {
                step = Step.TooBig;
                break;
            }
            if (buffer.Length - at < SlackBytes)
            {
                _at = at;
                RequireRoom(SlackBytes);
                buffer = _buffer;
                at = _at;
                limit = Limit;
            }
            if (rest.Length >= 8)
            {
                // Bits above the count are those of the byte at the front, so setting them again changes nothing.
                bits |= BinaryPrimitives.ReadUInt64LittleEndian(rest) << bitCount;
                rest = rest[((63 - bitCount) >> 3)..];
                bitCount |= 56;
            }
            else
            {
                while (bitCount <= 56 && !rest.IsEmpty)
                {
                    bits |= (ulong)rest[0] << bitCount;
                    rest = rest[1..];
                    bitCount += 8;
                }
            }
            uint entry = literals[(int)(bits & ((1 << LiteralRootBits) - 1))];
            if ((entry & 0xE0) == DecodeTable.Second << 5)
                entry = literals[(int)(entry >> 16) + ((int)(bits >> LiteralRootBits) & ((1 << (int)((entry >> 8) & 0xFF)) - 1))];
            int used = (int)(entry & 31);
            if (used > bitCount)
            {
                step = Step.NeedsInput;
                break;
            }
            uint kind = (entry >> 5) & 7;
            if (kind == DecodeTable.Literal)
            {
                buffer[at++] = (byte)(entry >> 16);
                bits >>= used;
                bitCount -= used;
                continue;
            }
            if (kind != DecodeTable.Match)
            {
                bits >>= used;
                bitCount -= used;
                step = kind == DecodeTable.End ? Step.GoOn : Step.Invalid;
                break;
            }
            // Length and distance take at most 48 bits: either all are there, or nothing is taken.
            int extra = (int)(entry >> 8) & 0xFF;
            int length = (int)(entry >> 16) + ((int)(bits >> used) & ((1 << extra) - 1));
            used += extra;
            uint distanceEntry = distances[(int)(bits >> used) & ((1 << DistanceRootBits) - 1)];
            if ((distanceEntry & 0xE0) == DecodeTable.Second << 5)
                distanceEntry = distances[(int)(distanceEntry >> 16) + ((int)(bits >> (used + DistanceRootBits)) & ((1 << (int)((distanceEntry >> 8) & 0xFF)) - 1))];
            used += (int)(distanceEntry & 31);
            extra = (int)(distanceEntry >> 8) & 0xFF;
            int distance = (int)(distanceEntry >> 16) + ((int)(bits >> used) & ((1 << extra) - 1));
            used += extra;
            if (used > bitCount)
            {
                step = Step.NeedsInput;
                break;
            }
            bits >>= used;
            bitCount -= used;
            if (((distanceEntry >> 5) & 7) != DecodeTable.Match || distance > at || distance > _windowBytes)
            {
                step = Step.Invalid;
                break;
            }
            Repeat(buffer, at, distance, length);
            at += length;
        }
        _at = at;
        _bits = bits & ((1UL << bitCount) - 1);
        _bitCount = bitCount;
        input = rest;
        if (step == Step.GoOn)
            EndBlock();
        return step;
    }

    /// <summary>Copies a match; up to seven bytes behind it may be overwritten.</summary>
    private static void Repeat(byte[] buffer, int at, int distance, int length)
    {
        if (distance >= 8)
        {
            for (int end = at + length; at < end; at += 8)
                BinaryPrimitives.WriteUInt64LittleEndian(buffer.AsSpan(at), BinaryPrimitives.ReadUInt64LittleEndian(buffer.AsSpan(at - distance)));
        }
        else if (distance == 1)
        {
            buffer.AsSpan(at, length).Fill(buffer[at - 1]);
        }
        else
        {
            for (int end = at + length; at < end; at++)
                buffer[at] = buffer[at - distance];
        }
    }

    private bool TryFill(ref ReadOnlySpan<byte> input, int needed)
    {
        while (_bitCount < needed && !input.IsEmpty)
        {
            _bits |= (ulong)input[0] << _bitCount;
            _bitCount += 8;
            input = input[1..];
        }
        return _bitCount >= needed;
    }

    private void Fill(ref ReadOnlySpan<byte> input) => TryFill(ref input, 32);

    private void Drop(int bits)
    {
        _bits >>= bits;
        _bitCount -= bits;
    }

    private void RequireRoom(int bytes)
    {
        if (_buffer.Length - _at < bytes)
            MakeRoom(bytes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void MakeRoom(int bytes)
    {
        // What lies before the message's window is of no more use. Moving happens at most once in a message; doubling makes the rest linear.
        int drop = Math.Max(0, _start - _windowBytes);
        long needed = (long)(_at - drop) + bytes;
        if (drop > 0 && needed <= _buffer.Length)
        {
            Replace(_buffer);
            return;
        }
        long most = (long)_windowBytes + _maxMessageBytes + SlackBytes;
        Replace(new byte[(int)Math.Max(needed, Math.Min(most, 2L * _buffer.Length))]);
    }

    /// <summary>Moves history and message to the front of a buffer.</summary>
    private void Replace(byte[] target)
    {
        int drop = Math.Max(0, _start - _windowBytes);
        _buffer.AsSpan(drop.._at).CopyTo(target);
        _buffer = target;
        _start -= drop;
        _at -= drop;
    }

    private enum Step
    {
        GoOn,
        NeedsInput,
        Invalid,
        TooBig,
    }
}
