using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LiveTrading.Tests.Wire.Harness;

/// <summary>
/// The bundled recording several times over as one feed without a seam: ids and times go on, and book differences between two
/// rounds bring the book back to where the recording's snapshot has it.
/// </summary>
internal sealed partial class LongRecording
{
    private const int LevelsPerMessage = 500;

    private readonly List<(long Nanos, string Text)> _prefix = [];
    private readonly List<(long Nanos, string Text, long QuoteId)> _round = [];
    private readonly List<string> _wayBack = [];
    private long _snapshotId;
    private long _lastId;
    private long _firstTrade = long.MaxValue;
    private long _lastTrade;
    private long _firstNanos;
    private long _lastNanos;

    private LongRecording()
    {
    }

    public static string Bundled => Path.Combine(AppContext.BaseDirectory, "data", "binance-spot-btcusdt-20240808.jsonl.gz");

    /// <summary>Writes it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rounds">How often the recording is in it, 1 or more.</param>
    /// <returns>Stream messages in it, the snapshot not counted.</returns>
    public static long Write(string path, int rounds)
    {
        LongRecording recording = new();
        recording.Read();
        return recording.WriteTo(path, rounds);
    }

    private void Read()
    {
        using GZipStream stream = new(File.OpenRead(Bundled), CompressionMode.Decompress);
        using StreamReader reader = new(stream, Encoding.UTF8);
        SortedDictionary<string, string>[] atSnapshot = [new(StringComparer.Ordinal), new(StringComparer.Ordinal)];
        SortedDictionary<string, string>[] now = [new(StringComparer.Ordinal), new(StringComparer.Ordinal)];
        while (reader.ReadLine() is { } line)
        {
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            (long nanos, string text) = (long.Parse(line.AsSpan(0, space), CultureInfo.InvariantCulture), line[(space + 1)..]);
            if (_snapshotId == 0)
                _prefix.Add((nanos, text));
            using JsonDocument json = JsonDocument.Parse(text);
            if (json.RootElement.TryGetProperty("lastUpdateId", out JsonElement id))
            {
                _snapshotId = id.GetInt64();
                _firstNanos = nanos;
                Apply(json.RootElement, "bids", "asks", atSnapshot);
                Apply(json.RootElement, "bids", "asks", now);
                continue;
            }

            _lastNanos = nanos;
            if (_snapshotId == 0)
                continue;
            JsonElement data = json.RootElement.GetProperty("data");
            long quoteId = 0;
            if (data.TryGetProperty("t", out JsonElement trade))
            {
                _firstTrade = Math.Min(_firstTrade, trade.GetInt64());
                _lastTrade = Math.Max(_lastTrade, trade.GetInt64());
            }
            else if (data.GetProperty("u").GetInt64() <= _snapshotId)
            {
                _prefix.Add((nanos, text));
                continue;
            }
            else if (data.TryGetProperty("a", out JsonElement asks) && asks.ValueKind == JsonValueKind.Array)
            {
                Apply(data, "b", "a", now);
                _lastId = data.GetProperty("u").GetInt64();
            }
            else
            {
                quoteId = data.GetProperty("u").GetInt64();
            }

            _round.Add((nanos, text, quoteId));
        }

        // Quotes newer than the last book difference would stand beside the way back, whose book they do not describe.
        _round.RemoveAll(m => m.QuoteId > _lastId);

        // First what has to go, then what has to come: what stands between is part of one uncrossed book or of the other.
        AddWayBack([.. now.Select((side, i) => side.Keys.Where(p => !atSnapshot[i].ContainsKey(p)).Select(p => (p, "0.00000000")))]);
        AddWayBack([.. atSnapshot.Select((side, i) => side.Where(l => now[i].GetValueOrDefault(l.Key) != l.Value).Select(l => (l.Key, l.Value)))]);
    }

    private static void Apply(JsonElement from, string bids, string asks, SortedDictionary<string, string>[] book)
    {
        for (int side = 0; side < 2; side++)
        {
            foreach (JsonElement level in from.GetProperty(side == 0 ? bids : asks).EnumerateArray())
            {
                (string price, string quantity) = (level[0].GetString()!, level[1].GetString()!);
                if (quantity == "0.00000000")
                    book[side].Remove(price);
                else
                    book[side][price] = quantity;
            }
        }
    }

    private void AddWayBack(IEnumerable<(string Price, string Quantity)>[] sides)
    {
        for (int side = 0; side < 2; side++)
        {
            foreach ((string Price, string Quantity)[] levels in sides[side].Chunk(LevelsPerMessage))
            {
                string text = string.Join(',', levels.Select(l => $"[\"{l.Price}\",\"{l.Quantity}\"]"));
                _wayBack.Add(side == 0 ? $"\"b\":[{text}],\"a\":[]" : $"\"b\":[],\"a\":[{text}]");
            }
        }
    }

    private long WriteTo(string path, int rounds)
    {
        long written = _prefix.Count - 1;
        long idStep = _lastId + _wayBack.Count - _snapshotId;
        long tradeStep = _lastTrade + 1 - _firstTrade;
        long millisecondStep = ((_lastNanos - _firstNanos) / 1_000_000) + 1;
        using StreamWriter writer = new(path, append: false, new UTF8Encoding(false), 1 << 20) { NewLine = "\n" };
        foreach ((long nanos, string text) in _prefix)
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{nanos} {text}"));
        for (int round = 0; round < rounds; round++)
        {
            long ids = idStep * round;
            long milliseconds = millisecondStep * round;
            bool isFirstBook = true;
            foreach ((long nanos, string text, _) in _round)
            {
                string shifted = round == 0 ? text : Number().Replace(text, m =>
                {
                    long step = m.Groups[1].Value switch { "u" or "U" => ids, "t" => tradeStep * round, _ => milliseconds };
                    return string.Create(CultureInfo.InvariantCulture, $"\"{m.Groups[1].Value}\":{long.Parse(m.Groups[2].ValueSpan, CultureInfo.InvariantCulture) + step}");
                });
                if (round > 0 && isFirstBook && text.Contains("@depth", StringComparison.Ordinal))
                {
                    shifted = FirstId().Replace(shifted, string.Create(CultureInfo.InvariantCulture, $"\"U\":{_snapshotId + ids + 1}"));
                    isFirstBook = false;
                }

                writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{nanos + (milliseconds * 1_000_000)} {shifted}"));
                written++;
            }

            if (round == rounds - 1)
                break;
            for (int i = 0; i < _wayBack.Count; i++)
            {
                long id = _lastId + ids + i + 1;
                long time = (_lastNanos / 1_000_000) + milliseconds;
                writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time * 1_000_000} {{\"stream\":\"btcusdt@depth@100ms\",\"data\":{{\"e\":\"depthUpdate\",\"E\":{time},\"s\":\"BTCUSDT\",\"U\":{id},\"u\":{id},{_wayBack[i]}}}}}"));
                written++;
            }
        }

        return written;
    }

    [GeneratedRegex("\"(u|U|t|E|T)\":([0-9]+)")]
    private static partial Regex Number();

    [GeneratedRegex("\"U\":[0-9]+")]
    private static partial Regex FirstId();
}
