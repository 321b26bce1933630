using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using LiveTrading.Benchmarks.Harness;
using LiveTrading.Benchmarks.Recordings;
using LiveTrading.Venues.Simulated.Capture;
using LiveTrading.WebSockets.Frames;

namespace LiveTrading.Benchmarks.Paths;

/// <summary>
/// The recording as WebSocket frames that can be played any number of times: each further pass carries the numbers on, and
/// begins with book updates that lead from the book at the end back to the one at the start.
/// </summary>
internal sealed class FeedScript
{
    private const int LevelsPerBridge = 400;

    private readonly byte[] _frames;
    private readonly List<(int Start, int Length)> _payloads = [];
    private readonly List<(int At, int Digits, long Value, bool IsTrade)> _numbers = [];
    private readonly List<(int Lower, int Upper)> _symbols = [];
    private readonly int _bridgeFrames;
    private readonly int _bridgeBytes;
    private readonly long _updateShift;
    private readonly long _tradeShift;
    private int _pass;

    public FeedScript(RecordedSession session)
    {
        List<byte[]> bridge = [];
        List<byte[]> messages = [];
        SortedDictionary<decimal, decimal>[] start = [[], []];
        using JsonDocument snapshot = JsonDocument.Parse(session.Snapshot);
        long snapshotId = snapshot.RootElement.GetProperty("lastUpdateId").GetInt64();
        Apply(start[0], snapshot.RootElement.GetProperty("bids"));
        Apply(start[1], snapshot.RootElement.GetProperty("asks"));
        SortedDictionary<decimal, decimal>[] end = [new(start[0]), new(start[1])];
        long lastId = snapshotId;
        long firstTrade = long.MaxValue;
        long lastTrade = 0;
        for (int i = 0; i < session.Messages.Count; i++)
        {
            using JsonDocument message = JsonDocument.Parse(session.Messages[i]);
            JsonElement data = message.RootElement.GetProperty("data");
            if (session.Kinds[i] == CaptureRecordKind.Trade)
            {
                long trade = data.GetProperty("t").GetInt64();
                firstTrade = Math.Min(firstTrade, trade);
                lastTrade = Math.Max(lastTrade, trade);
            }
            else
            {
                long id = data.GetProperty("u").GetInt64();
                if (id <= snapshotId)
                    continue;
                lastId = Math.Max(lastId, id);
                if (session.Kinds[i] == CaptureRecordKind.Depth)
                {
                    Apply(end[0], data.GetProperty("b"));
                    Apply(end[1], data.GetProperty("a"));
                    Levels += data.GetProperty("b").GetArrayLength() + data.GetProperty("a").GetArrayLength();
                }
            }

            messages.Add(session.Messages[i]);
        }

        // The bridge belongs to the pass that it begins: its last id is where the snapshot stands, counted on.
        List<(char Side, decimal Price, decimal Quantity)> changes = [.. Differences(end, start)];
        int bridges = (changes.Count + LevelsPerBridge - 1) / LevelsPerBridge;
        _updateShift = lastId + bridges - snapshotId;
        _tradeShift = lastTrade - firstTrade + 1;
        for (int b = 0; b < bridges; b++)
        {
            // The first one also spans whatever lies between the last difference and the last best bid and offer.
            long id = snapshotId - bridges + b + 1;
            bridge.Add(Bridge(changes.Skip(b * LevelsPerBridge).Take(LevelsPerBridge), b == 0 ? id - 1_000_000 : id, id));
        }

        _bridgeFrames = bridge.Count;
        Levels += changes.Count;
        _frames = new byte[bridge.Concat(messages).Sum(m => m.Length + 10)];
        int written = 0;
        foreach (byte[] payload in bridge.Concat(messages))
        {
            int length = FrameWriter.Write(_frames.AsSpan(written), FrameOpcode.Text, true, payload);
            int at = written + length - payload.Length;
            _payloads.Add((at, payload.Length));
            foreach (string field in (string[])["\"u\":", "\"U\":", "\"t\":"])
                AddNumber(at, payload, field);
            _symbols.Add((at + Find(payload, FeedSymbols.Recorded.ToLowerInvariant()), at + Find(payload, FeedSymbols.Recorded)));
            written += length;
            if (_payloads.Count == _bridgeFrames)
                _bridgeBytes = written;
        }

        _frames = _frames[..written];
        BestBid = start[0].Keys.Last();
        BestAsk = start[1].Keys.First();
        EndBestBid = end[0].Keys.Last();
        EndBestAsk = end[1].Keys.First();
    }

    /// <summary>Levels of book differences in a pass.</summary>
    public long Levels { get; }

    public decimal BestBid { get; }

    public decimal BestAsk { get; }

    /// <summary>Where the book stands after each pass.</summary>
    public decimal EndBestBid { get; }

    /// <summary>Where the book stands after each pass.</summary>
    public decimal EndBestAsk { get; }

    /// <summary>Messages of the present pass.</summary>
    public int Count => _payloads.Count - First;

    /// <summary>Bytes of the frames of the present pass.</summary>
    public ReadOnlyMemory<byte> Frames => _frames.AsMemory(_pass == 0 ? _bridgeBytes : 0);

    private int First => _pass == 0 ? _bridgeFrames : 0;

    /// <summary>Messages of a pass; the first has no bridge.</summary>
    public int CountOf(int pass) => _payloads.Count - (pass == 0 ? _bridgeFrames : 0);

    /// <summary>A message of the present pass.</summary>
    public ReadOnlySpan<byte> Payload(int index)
    {
        (int start, int length) = _payloads[First + index];
        return _frames.AsSpan(start, length);
    }

    /// <summary>Writes the numbers of a pass, from 0.</summary>
    public void Render(int pass)
    {
        _pass = pass;
        foreach ((int at, int digits, long value, bool isTrade) in _numbers)
        {
            long shifted = value + (pass * (isTrade ? _tradeShift : _updateShift));
            BenchmarkException.Require(
                Utf8Formatter.TryFormat(shifted, _frames.AsSpan(at, digits), out int written) && written == digits,
                "path: the recording was played too often for its numbers.");
        }
    }

    /// <summary>Makes it the market of another instrument, whose name is as long as the recorded one.</summary>
    public void Rename(string symbol)
    {
        for (int i = 0; i < _symbols.Count; i++)
            RenameAt(i, symbol);
    }

    /// <summary>A message of the present pass, as another instrument's.</summary>
    public ReadOnlySpan<byte> Payload(int index, string symbol)
    {
        RenameAt(First + index, symbol);
        return Payload(index);
    }

    private static void Apply(SortedDictionary<decimal, decimal> side, JsonElement levels)
    {
        foreach (JsonElement level in levels.EnumerateArray())
        {
            decimal price = decimal.Parse(level[0].GetString()!, CultureInfo.InvariantCulture);
            decimal quantity = decimal.Parse(level[1].GetString()!, CultureInfo.InvariantCulture);
            if (quantity == 0)
                side.Remove(price);
            else
                side[price] = quantity;
        }
    }

    // Removals first: a book in between must not be crossed.
    private static IEnumerable<(char Side, decimal Price, decimal Quantity)> Differences(SortedDictionary<decimal, decimal>[] from, SortedDictionary<decimal, decimal>[] to)
    {
        for (int side = 0; side < 2; side++)
        {
            foreach (decimal price in from[side].Keys)
            {
                if (!to[side].ContainsKey(price))
                    yield return ("ba"[side], price, 0);
            }
        }

        for (int side = 0; side < 2; side++)
        {
            foreach ((decimal price, decimal quantity) in to[side])
            {
                if (from[side].GetValueOrDefault(price) != quantity)
                    yield return ("ba"[side], price, quantity);
            }
        }
    }

    private static byte[] Bridge(IEnumerable<(char Side, decimal Price, decimal Quantity)> changes, long first, long last)
    {
        StringBuilder bids = new();
        StringBuilder asks = new();
        foreach ((char side, decimal price, decimal quantity) in changes)
        {
            StringBuilder text = side == 'b' ? bids : asks;
            text.Append(CultureInfo.InvariantCulture, $"{(text.Length == 0 ? "" : ",")}[\"{price:0.00000000}\",\"{quantity:0.00000000}\"]");
        }

        return Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"stream\":\"btcusdt@depth@100ms\",\"data\":{{\"e\":\"depthUpdate\",\"E\":1723161255208,\"s\":\"BTCUSDT\",\"U\":{first},\"u\":{last},\"b\":[{bids}],\"a\":[{asks}]}}}}"));
    }

    private static int Find(byte[] payload, string symbol)
    {
        int found = payload.AsSpan().IndexOf(Encoding.UTF8.GetBytes(symbol));
        BenchmarkException.Require(found >= 0, "path: a message of the recording does not name its instrument.");
        return found;
    }

    private void RenameAt(int payload, string symbol)
    {
        (int lower, int upper) = _symbols[payload];
        for (int i = 0; i < FeedSymbols.Renamed; i++)
        {
            _frames[upper + i] = (byte)symbol[i];
            _frames[lower + i] = (byte)char.ToLowerInvariant(symbol[i]);
        }
    }

    private void AddNumber(int at, byte[] payload, string field)
    {
        int found = payload.AsSpan().IndexOf(Encoding.UTF8.GetBytes(field));
        if (found < 0)
            return;
        int start = found + field.Length;
        BenchmarkException.Require(Utf8Parser.TryParse(payload.AsSpan(start), out long value, out int digits), "path: a number of the recording cannot be read.");
        _numbers.Add((at + start, digits, value, field == "\"t\":"));
    }
}
