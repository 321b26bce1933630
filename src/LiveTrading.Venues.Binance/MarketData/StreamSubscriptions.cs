using System.Text;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Venues.Binance.MarketData;

/// <summary>Which streams are wanted and which run, and the control messages that bring the two together. Cold.</summary>
internal sealed class StreamSubscriptions
{
    /// <summary>Streams of one connection: the venue's limit.</summary>
    public const int MaxStreams = 1024;

    /// <summary>Names in one control message.</summary>
    public const int NamesPerMessage = 200;

    private readonly Dictionary<int, InstrumentFeed> _feeds = [];
    private readonly List<MarketStream> _streams = [];
    private readonly List<ControlRequest> _waiting = [];
    private long _lastId;

    /// <summary>All feeds.</summary>
    public IEnumerable<InstrumentFeed> Feeds => _feeds.Values;

    /// <summary>Any stream is wanted.</summary>
    public bool AnyWanted => _streams.Exists(static s => s.IsWanted);

    /// <summary>Every wanted stream runs.</summary>
    public bool IsComplete => _streams.TrueForAll(static s => !s.IsWanted || s.Phase == StreamPhase.Active);

    /// <summary>The feed of an instrument, made when missing.</summary>
    public InstrumentFeed Feed(InstrumentHandle instrument, string symbol) => FeedOf(instrument, symbol.ToLowerInvariant());

    /// <summary>The feed of an instrument; null when nothing of it was ever wanted.</summary>
    public InstrumentFeed? Find(InstrumentHandle instrument) => _feeds.GetValueOrDefault(instrument.Index);

    /// <summary>The same wishes for another connection, on which nothing runs yet.</summary>
    public StreamSubscriptions CopyWanted()
    {
        StreamSubscriptions copy = new();
        foreach (MarketStream stream in _streams)
        {
            if (!stream.IsWanted)
                continue;
            InstrumentFeed feed = copy.FeedOf(stream.Feed.Instrument, stream.Feed.StreamSymbol);
            MarketStream wanted = new(feed, stream.Name) { IsWanted = true };
            feed.Streams.Add(wanted);
            copy._streams.Add(wanted);
        }

        return copy;
    }

    /// <summary>Wants a stream.</summary>
    /// <returns>False when that would be more than <see cref="MaxStreams"/>.</returns>
    public bool Want(InstrumentFeed feed, string suffix)
    {
        string name = feed.StreamSymbol + suffix;
        MarketStream? stream = feed.Streams.Find(s => s.Name == name);
        if (stream is null)
        {
            if (_streams.Count == MaxStreams)
                _streams.RemoveAll(static s => !s.IsWanted && s.Phase == StreamPhase.Idle && s.Feed.Streams.Remove(s));
            if (_streams.Count == MaxStreams)
                return false;
            stream = new MarketStream(feed, name);
            feed.Streams.Add(stream);
            _streams.Add(stream);
        }

        stream.IsWanted = true;
        return true;
    }

    /// <summary>Does not want a stream any more.</summary>
    public static void Unwant(InstrumentFeed feed, string suffix)
    {
        string name = feed.StreamSymbol + suffix;
        if (feed.Streams.Find(s => s.Name == name) is { } stream)
            stream.IsWanted = false;
    }

    /// <summary>The connection is gone: nothing runs, nothing waits.</summary>
    public void Reset()
    {
        _waiting.Clear();
        foreach (MarketStream stream in _streams)
            stream.Phase = StreamPhase.Idle;
    }

    /// <summary>The next control message, if one is needed: subscriptions first.</summary>
    /// <param name="dueNanos">Until when its answer is waited for.</param>
    /// <param name="message">Its text.</param>
    public bool TryNext(long dueNanos, out byte[] message)
    {
        bool subscribe = true;
        List<MarketStream> streams = Take(static s => s.IsWanted && s.Phase == StreamPhase.Idle);
        if (streams.Count == 0)
        {
            subscribe = false;
            streams = Take(static s => !s.IsWanted && s.Phase == StreamPhase.Active);
        }

        message = [];
        if (streams.Count == 0)
            return false;
        ControlRequest request = new(++_lastId, subscribe, streams, dueNanos);
        foreach (MarketStream stream in streams)
            stream.Phase = StreamPhase.Changing;
        _waiting.Add(request);
        StringBuilder text = new(subscribe ? "{\"method\":\"SUBSCRIBE\",\"params\":[" : "{\"method\":\"UNSUBSCRIBE\",\"params\":[");
        for (int i = 0; i < streams.Count; i++)
            text.Append(i == 0 ? "\"" : ",\"").Append(streams[i].Name).Append('"');
        text.Append("],\"id\":").Append(request.Id).Append('}');
        message = Encoding.UTF8.GetBytes(text.ToString());
        return true;
    }

    /// <summary>Takes in the answer to a control message.</summary>
    /// <param name="id">Which; −1: the venue did not say, then the oldest.</param>
    /// <param name="done">Done or refused.</param>
    /// <param name="request">The message.</param>
    public bool TryAnswer(long id, bool done, out ControlRequest? request)
    {
        request = id < 0 ? _waiting.FirstOrDefault() : _waiting.Find(r => r.Id == id);
        if (request is null)
            return false;
        _waiting.Remove(request);
        foreach (MarketStream stream in request.Streams)
            stream.Phase = request.Subscribe == done ? StreamPhase.Active : StreamPhase.Idle;
        return true;
    }

    /// <summary>An answer is overdue.</summary>
    public bool IsOverdue(long nowNanos) => _waiting.Exists(r => r.DueNanos <= nowNanos);

    /// <summary>Anything waits for an answer.</summary>
    public bool IsWaiting => _waiting.Count > 0;

    private InstrumentFeed FeedOf(InstrumentHandle instrument, string streamSymbol)
    {
        if (!_feeds.TryGetValue(instrument.Index, out InstrumentFeed? feed))
            _feeds.Add(instrument.Index, feed = new InstrumentFeed(instrument, streamSymbol));
        return feed;
    }

    private List<MarketStream> Take(Func<MarketStream, bool> condition) => [.. _streams.Where(condition).Take(NamesPerMessage)];
}
