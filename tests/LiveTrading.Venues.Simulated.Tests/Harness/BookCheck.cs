using System.Text.Json;

namespace LiveTrading.Venues.Simulated.Tests.Harness;

/// <summary>
/// A client's book of snapshot and differences, compared with the bookTickers by the rule of the recordings: after each
/// difference the newest bookTicker within its update ids shows the top of the book.
/// </summary>
internal sealed class BookCheck
{
    private readonly SortedDictionary<decimal, decimal> _bids = new(Comparer<decimal>.Create((a, b) => b.CompareTo(a)));
    private readonly SortedDictionary<decimal, decimal> _asks = [];
    private readonly List<JsonElement> _early = [];
    private JsonElement? _ticker;
    private long _last = -1;
    private bool _hasSnapshot;
    private bool _hasDifference;

    public List<string> Problems { get; } = [];

    public int Compared { get; private set; }

    public int Bids => _bids.Count;

    public int Asks => _asks.Count;

    public void Snapshot(string body)
    {
        JsonElement snapshot = JsonDocument.Parse(body).RootElement;
        _last = snapshot.GetProperty("lastUpdateId").GetInt64();
        Apply(snapshot.GetProperty("bids"), _bids);
        Apply(snapshot.GetProperty("asks"), _asks);
        _hasSnapshot = true;
        foreach (JsonElement difference in _early)
            Difference(difference);
    }

    /// <summary>A frame of a combined stream.</summary>
    public void Add(ReadOnlySpan<byte> frame)
    {
        var reader = new Utf8JsonReader(frame);
        JsonElement data = JsonDocument.ParseValue(ref reader).RootElement.GetProperty("data");
        if (data.TryGetProperty("U", out _))
            Difference(data);
        else if (data.TryGetProperty("A", out _))
            Ticker(data);
    }

    private void Ticker(JsonElement ticker)
    {
        if (Amount(ticker, "b") >= Amount(ticker, "a") || Amount(ticker, "B") <= 0 || Amount(ticker, "A") <= 0)
            Problems.Add("crossed or empty: " + ticker);
        if (_ticker is { } before && ticker.GetProperty("u").GetInt64() <= before.GetProperty("u").GetInt64())
            Problems.Add("goes back: " + ticker);
        _ticker = ticker;
    }

    private void Difference(JsonElement difference)
    {
        if (!_hasSnapshot)
        {
            _early.Add(difference);
            return;
        }

        long first = difference.GetProperty("U").GetInt64();
        long last = difference.GetProperty("u").GetInt64();
        if (last <= _last)
            return;
        if (_hasDifference ? first != _last + 1 : first > _last + 1)
            Problems.Add($"gap: {_last} is followed by {first}");
        Apply(difference.GetProperty("b"), _bids);
        Apply(difference.GetProperty("a"), _asks);
        if (_hasDifference && _ticker is { } ticker && ticker.GetProperty("u").GetInt64() is var id && id > _last && id <= last)
        {
            Compared++;
            (decimal bid, decimal bidQuantity) = _bids.First();
            (decimal ask, decimal askQuantity) = _asks.First();
            if (bid != Amount(ticker, "b") || bidQuantity != Amount(ticker, "B") || ask != Amount(ticker, "a") || askQuantity != Amount(ticker, "A"))
                Problems.Add($"the book shows {bidQuantity} at {bid} and {askQuantity} at {ask}, the venue {ticker}");
        }

        if (_bids.Count == 0 || _asks.Count == 0 || _bids.First().Key >= _asks.First().Key)
            Problems.Add("crossed or empty after " + last);
        _hasDifference = true;
        _last = last;
    }

    private static decimal Amount(JsonElement json, string name) => decimal.Parse(json.GetProperty(name).GetString()!);

    private static void Apply(JsonElement levels, SortedDictionary<decimal, decimal> side)
    {
        foreach (JsonElement level in levels.EnumerateArray())
        {
            decimal price = decimal.Parse(level[0].GetString()!);
            decimal quantity = decimal.Parse(level[1].GetString()!);
            if (quantity == 0)
                side.Remove(price);
            else
                side[price] = quantity;
        }
    }
}
