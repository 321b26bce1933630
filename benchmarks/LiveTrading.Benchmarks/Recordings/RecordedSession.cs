using LiveTrading.Venues.Simulated.Capture;

namespace LiveTrading.Benchmarks.Recordings;

/// <summary>The bundled recording of Binance Spot, message by message, as it came.</summary>
internal sealed class RecordedSession
{
    private static readonly Lazy<RecordedSession> _bundled = new(() => new RecordedSession(Path.Combine(AppContext.BaseDirectory, "data", "binance-spot-btcusdt-20240808.jsonl.gz")));

    private RecordedSession(string path)
    {
        List<byte[]> messages = [];
        List<CaptureRecordKind> kinds = [];
        using CaptureReader reader = new([path]);
        while (reader.Read())
        {
            if (reader.Kind == CaptureRecordKind.DepthSnapshot)
            {
                Snapshot = reader.Message.ToArray();
                continue;
            }

            messages.Add(reader.Message.ToArray());
            kinds.Add(reader.Kind);
        }

        Messages = messages;
        Kinds = kinds;
    }

    public static RecordedSession Bundled => _bundled.Value;

    /// <summary>The messages of the streams, combined frames, in the order they came.</summary>
    public IReadOnlyList<byte[]> Messages { get; }

    /// <summary>What each of <see cref="Messages"/> is.</summary>
    public IReadOnlyList<CaptureRecordKind> Kinds { get; }

    /// <summary>The depth snapshot.</summary>
    public byte[] Snapshot { get; } = [];

    /// <summary>The first messages of a kind.</summary>
    public byte[][] First(CaptureRecordKind kind, int count) => [.. Messages.Where((_, i) => Kinds[i] == kind).Take(count)];
}
