using System.Buffers.Binary;
using System.Globalization;
using LiveTrading.Engine.Journal;
using LiveTrading.Model;

namespace LiveTrading.Engine.Recording;

/// <summary>
/// Plays a recording into a session: brings its inputs, answers what the core reads and asks, and compares what it does with
/// what was recorded. After the first difference nothing is brought or compared any more.
/// </summary>
public sealed class ReplayTape : SessionTape
{
    /// <summary>Set in a record's first byte when the time moved: a pair of numbers follows.</summary>
    internal const byte TimedFlag = 0x80;

    private readonly RecordingReader _reader;
    private readonly MarketAnchors _anchors = new();
    private readonly List<CoreTimer> _timers = [];
    private readonly List<long> _readings = [];
    private readonly List<byte> _chunks = [];
    private byte[] _assembled = [];
    private bool _isAssembled;
    private int _at;
    private bool _isLoaded;
    private int _payloadLength;
    private long _nextMonotonic;
    private long _nextWall;
    private bool _hasEnded;
    private string? _thrown;

    private ReplayTape(RecordingReader reader)
    {
        _reader = reader;
    }

    /// <inheritdoc/>
    public override bool IsReplay => true;

    /// <summary>The recording's name.</summary>
    public string Name => _reader.Name;

    /// <summary>Wall time of its start.</summary>
    public UnixNanos Started => new(_reader.StartedNanos);

    /// <summary>What the session was, as whoever recorded it wrote it down.</summary>
    public string Session { get; private set; } = "";

    /// <summary>Inputs brought.</summary>
    public long Inputs { get; private set; }

    /// <summary>Outputs compared.</summary>
    public long Outputs { get; private set; }

    /// <summary>Of the outputs: orders, cancels and changes.</summary>
    public long OrderRequests { get; private set; }

    /// <summary>Of the outputs: records appended to the order journal.</summary>
    public long JournalRecords { get; private set; }

    /// <summary>Of the outputs: events published.</summary>
    public long Events { get; private set; }

    /// <summary>The first difference; null while there is none.</summary>
    public ReplayDifference? Difference { get; private set; }

    /// <summary>The record of the session's end was reached.</summary>
    public bool ReachedEnd { get; private set; }

    /// <summary>Where and how the recording is damaged; null when what was read of it is not.</summary>
    public string? Damage => _reader.Damage;

    /// <summary>How the recording says that it ended.</summary>
    public RecordingEnd End => _reader.End;

    /// <summary>Why it ended before its session; empty when it did not.</summary>
    public string EndReason => _reader.EndText;

    /// <summary>Number of the last record to be played.</summary>
    internal long LastRecord { get; set; } = long.MaxValue;

    /// <summary>True when nothing is brought or compared any more.</summary>
    internal bool IsOver => _hasEnded || Difference is not null;

    /// <summary>The kind of the record to come; <see cref="RecordKind.None"/> at the end.</summary>
    internal RecordKind NextKind { get; private set; }

    /// <summary>Brings inputs that come while the core is within a call of its own.</summary>
    internal Action<RecordKind>? Dispatch { get; set; }

    /// <summary>The core's journal.</summary>
    internal CoreJournalStorage? Journal { get; set; }

    internal MarketAnchors Anchors => _anchors;

    internal ReadOnlySpan<byte> Block => _reader.Block;

    /// <summary>Where market data is read in <see cref="Block"/>.</summary>
    internal int At
    {
        get => _at;
        set => _at = value;
    }

    /// <summary>The payload of the loaded record, valid until the next is loaded.</summary>
    internal ReadOnlySpan<byte> Payload => _isAssembled ? _assembled : _reader.Block.Slice(_at, _payloadLength);

    /// <summary>Opens a recording and reads what its session was.</summary>
    /// <exception cref="RecordingException">It is none, of a newer version, or ends before that.</exception>
    public static ReplayTape Open(IRecordingBytes bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        var tape = new ReplayTape(new RecordingReader(bytes));
        if (!tape.Load() || tape.NextKind != RecordKind.Session)
            throw new RecordingException($"{bytes.Name} cannot be replayed: {tape.Damage ?? "it ends before it says what its session was"}.");
        var r = new PayloadReader(tape.Payload);
        tape.Session = r.LongText();
        if (!r.IsComplete)
            throw new RecordingException($"{bytes.Name} cannot be replayed: what it says of its session cannot be read.");
        tape.Consume();
        tape.MonotonicNanos = tape._reader.Header.MonotonicNanos;
        tape.WallNanos = tape._reader.Header.WallNanos;
        return tape;
    }

    /// <summary>The replayed session ended by an error of its own: a difference, unless the recording ends there, too.</summary>
    /// <param name="what">The error.</param>
    public void EndBy(string what)
    {
        if (!IsOver && LoadBeyondReadings() && NextKind != RecordKind.End)
            Differ(DescribeNext(), "the session ended: " + what);
    }

    /// <summary>Goes to the next record, without taking it.</summary>
    /// <returns>False at the end.</returns>
    internal bool Load()
    {
        if (_isLoaded)
            return true;
        _chunks.Clear();
        while (!_hasEnded && Records < LastRecord && LoadOne())
        {
            if (NextKind != RecordKind.Chunk)
                return true;
            _chunks.AddRange(Payload);
            if (_chunks.Count > FieldBuffer.MaxBytes)
                return Reject("a record is longer than one may be");
            Consume();
        }

        _hasEnded = true;
        NextKind = RecordKind.None;
        return false;
    }

    /// <summary>Takes the loaded record: its time holds, and the next one comes.</summary>
    internal void Consume()
    {
        Records++;
        MonotonicNanos = _nextMonotonic;
        WallNanos = _nextWall;
        if (!_isAssembled)
            _at += _payloadLength;
        _payloadLength = 0;
        _isAssembled = false;
        _isLoaded = false;
    }

    /// <summary>Goes to the next record that is not of the clock or of a reading: those hold from here on.</summary>
    internal bool LoadBeyondReadings()
    {
        while (Load())
        {
            if (NextKind == RecordKind.Clock)
                Consume();
            else if (NextKind != RecordKind.Reading || !TakeReading())
                return !_hasEnded;
        }

        return false;
    }

    internal override void ReadClock()
    {
        if (!IsOver && Load() && NextKind == RecordKind.Clock)
            Consume();
    }

    internal override long Read(int reading, long actual)
    {
        while (!IsOver && Load() && NextKind is RecordKind.Clock or RecordKind.Reading)
        {
            if (NextKind == RecordKind.Clock)
                Consume();
            else if (!TakeReading())
                break;
        }

        return reading < _readings.Count ? _readings[reading] : 0;
    }

    internal override void Tell(RecordKind output)
    {
        if (IsOver || !LoadBeyondReadings())
            return;
        if (NextKind != output || !Payload.SequenceEqual(Fields.Written))
        {
            Differ(DescribeNext(), RecordText.Describe(output, Fields.Written));
            return;
        }

        Consume();
        Outputs++;
        if (output == RecordKind.JournalAppend)
            JournalRecords++;
        else if (output is RecordKind.Submit or RecordKind.Cancel or RecordKind.Modify)
            OrderRequests++;
        else if (output is >= RecordKind.OrderPublished and <= RecordKind.PositionPublished)
            Events++;
    }

    internal override long Return(long actual)
    {
        ReadOnlySpan<byte> payload = KeptOrEmpty(RecordKind.Return);
        var r = new PayloadReader(payload);
        long value = r.Int64();
        return r.IsComplete ? value : 0;
    }

    internal override ReadOnlySpan<byte> Keep(RecordKind kind) => KeptOrEmpty(kind);

    internal override void Add(CoreTimer timer) => _timers.Add(timer);

    internal CoreTimer? FindTimer(int number) => (uint)number < (uint)_timers.Count ? _timers[number] : null;

    /// <summary>An input is brought.</summary>
    internal void CountInput() => Inputs++;

    /// <summary>The session's end was recorded, and has been reached.</summary>
    internal void TakeEnd()
    {
        ReachedEnd = true;
        Consume();
        _hasEnded = true;
    }

    /// <summary>The core threw out of an input; the recorded one must have done so, too.</summary>
    internal void NoteThrown(string what) => _thrown = what;

    /// <summary>Whether the core threw out of the input before.</summary>
    internal string? TakeThrown()
    {
        string? thrown = _thrown;
        _thrown = null;
        return thrown;
    }

    internal void Differ(string expected, string actual) =>
        Difference ??= new ReplayDifference(Records + 1, new UnixNanos(_isLoaded ? _nextWall : WallNanos), expected, actual);

    /// <summary>What was recorded cannot be: the bytes are those that were written, and still make no sense.</summary>
    internal bool Reject(string what)
    {
        _reader.Reject(string.Create(CultureInfo.InvariantCulture, $"record {Records + 1}: {what}"), _at);
        _hasEnded = true;
        _isLoaded = false;
        NextKind = RecordKind.None;
        return false;
    }

    internal string DescribeNext() => RecordText.IsMarketData(NextKind) ? "input " + NextKind : RecordText.Describe(NextKind, Payload);

    private ReadOnlySpan<byte> KeptOrEmpty(RecordKind kind)
    {
        while (!IsOver && LoadBeyondReadings())
        {
            if (NextKind == kind)
            {
                ReadOnlySpan<byte> payload = Payload;
                Consume();
                return payload;
            }

            if (!RecordText.IsInput(NextKind) || Dispatch is null)
            {
                Differ(DescribeNext(), kind == RecordKind.Return ? "nothing more before the call ended" : "asked for " + kind);
                break;
            }

            Dispatch(NextKind);
        }

        return default;
    }

    private bool TakeReading()
    {
        var r = new PayloadReader(Payload);
        int reading = r.Int32();
        long value = r.Int64();
        if (!r.IsComplete || reading is < 0 or > 1_000_000)
            return Reject("a reading makes no sense");
        while (_readings.Count <= reading)
            _readings.Add(0);
        _readings[reading] = value;
        Consume();
        return true;
    }

    private bool LoadOne()
    {
        if (_at >= _reader.Length && !NextBlock())
            return false;
        ReadOnlySpan<byte> block = _reader.Block;
        byte first = block[_at];
        NextKind = (RecordKind)(first & ~TimedFlag);
        int at = _at + 1;
        _nextMonotonic = MonotonicNanos;
        _nextWall = WallNanos;
        if ((first & TimedFlag) != 0)
        {
            if (!PackedNumbers.TryRead(block, ref at, out ulong moved, out ulong skew))
                return Reject("its time makes no sense");
            _nextMonotonic += PackedNumbers.UnZigZag(moved);
            _nextWall += PackedNumbers.UnZigZag(moved) + PackedNumbers.UnZigZag(skew);
        }

        if (!RecordText.IsKnown(NextKind))
            return Reject($"its kind is {(byte)NextKind}, which is none");
        if (RecordText.IsMarketData(NextKind) || NextKind == RecordKind.Clock)
        {
            _at = at;
            _payloadLength = 0;
            _isLoaded = true;
            return true;
        }

        if (at >= block.Length)
            return Reject("its block ends within it");
        int length = block[at++];
        if (length == byte.MaxValue)
        {
            if (block.Length - at < 4)
                return Reject("its block ends within it");
            length = BinaryPrimitives.ReadInt32LittleEndian(block[at..]);
            at += 4;
        }

        if (length < 0 || length > block.Length - at)
            return Reject("its block ends within it");
        _at = at;
        _payloadLength = length;
        _isLoaded = true;
        if (NextKind != RecordKind.Chunk && _chunks.Count > 0)
            Assemble();
        return true;
    }

    /// <summary>A long record came in chunks: put together.</summary>
    private void Assemble()
    {
        _chunks.AddRange(Payload);
        _at += _payloadLength;
        _payloadLength = 0;
        _assembled = [.. _chunks];
        _isAssembled = true;
    }

    private bool NextBlock()
    {
        do
        {
            if (!_reader.MoveNext())
                return false;
            _at = RecordingFormat.BlockHeaderBytes;
            _anchors.Reset();
            if (_reader.Header.FirstRecord != Records + 1)
                return Reject(string.Create(CultureInfo.InvariantCulture, $"the block begins with record {_reader.Header.FirstRecord} where {Records + 1} should stand"));
            MonotonicNanos = _reader.Header.MonotonicNanos;
            WallNanos = _reader.Header.WallNanos;
        }
        while (_at >= _reader.Length);
        return true;
    }
}
