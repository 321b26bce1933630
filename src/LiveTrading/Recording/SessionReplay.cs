using System.Text.Json;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Kernel;
using LiveTrading.Engine.Recording;
using LiveTrading.Engine.Strategies;
using LiveTrading.Lifecycle;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LiveTrading.Recording;

/// <summary>
/// Plays a recorded session into a core that is built as the recorded one was, and compares everything it does with what was
/// recorded. On the calling thread, as fast as it goes, without sockets, files and clocks: a debugger can stop anywhere.
/// </summary>
public sealed class SessionReplay
{
    private readonly IRecordingBytes _bytes;
    private readonly Func<RecordedStrategy, Strategy> _create;

    /// <summary>A replay of these bytes.</summary>
    /// <param name="bytes">The recording.</param>
    /// <param name="create">Makes a strategy of the class that the recording names.</param>
    public SessionReplay(IRecordingBytes bytes, Func<RecordedStrategy, Strategy> create)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        ArgumentNullException.ThrowIfNull(create);
        _bytes = bytes;
        _create = create;
    }

    /// <summary>Number of the last record to be played; default: all.</summary>
    public long LastRecord { get; init; } = long.MaxValue;

    /// <summary>Wall time of the session up to which is played; null (default): to the end.</summary>
    public UnixNanos? Until { get; init; }

    /// <summary>Where the replayed session logs; null (default): nowhere.</summary>
    public ILoggerFactory? Loggers { get; init; }

    /// <summary>The core, before anything is played: to look into it, not to act on it.</summary>
    public Action<TradingKernel>? Built { get; init; }

    /// <summary>Recordings in a directory, oldest first; or the file itself.</summary>
    /// <exception cref="RecordingException">There is none.</exception>
    public static IReadOnlyList<string> Find(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (File.Exists(path))
            return [path];
        string[] files = Directory.Exists(path) ? [.. Directory.EnumerateFiles(path, "*" + RecordingFile.Extension).Order(StringComparer.Ordinal)] : [];
        return files.Length > 0 ? files : throw new RecordingException($"There is no recording (*{RecordingFile.Extension}) in {path}.");
    }

    /// <summary>Replays a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="create">Makes a strategy of the class that the recording names.</param>
    /// <param name="lastRecord">Number of the last record to be played.</param>
    /// <param name="until">Wall time of the session up to which is played.</param>
    /// <exception cref="RecordingException">It cannot be replayed; the message says why.</exception>
    public static ReplayResult Run(string path, Func<RecordedStrategy, Strategy> create, long lastRecord = long.MaxValue, UnixNanos? until = null)
    {
        using RecordedBytes bytes = new(path);
        return new SessionReplay(bytes, create) { LastRecord = lastRecord, Until = until }.Run();
    }

    /// <summary>Plays it.</summary>
    /// <exception cref="RecordingException">It cannot be replayed; the message says why.</exception>
    public ReplayResult Run()
    {
        ReplayTape tape = ReplayTape.Open(_bytes);
        SessionDescription description = Read(tape);
        ReplayLoop loop = new(tape);
        EngineEnvironment environment = new()
        {
            Loop = loop,
            JournalStorage = new MemoryJournalStorage(),
            StrategyStates = description.KeepsStates ? new NoStates() : null,
            RandomSeed = 0,
            HandleSignals = false,
            Replay = tape,
            Epoch = description.Epoch,
        };
        try
        {
            using EngineSession session = Build(
                description.Engine,
                description.Kernel,
                environment,
                [.. description.Venues.Select(v => new VenueRegistration(new VenueId(v), _ => throw new NotSupportedException("A replay has no adapters.")))],
                [.. description.Strategies.Select(s => new StrategyRegistration(new StrategyId(s.Id), () => _create(s), s.Parameters, s.Argument))],
                Loggers ?? NullLoggerFactory.Instance,
                tape);
            Built?.Invoke(session.Kernel);
            ReplayInputs inputs = new(tape, new ReplayedSession(session));
            loop.Play = () => inputs.Run(LastRecord, Until);
            session.Run();
        }
        catch (JournalException e)
        {
            tape.EndBy(e.Message);
        }

        return new ReplayResult
        {
            Recording = tape.Name,
            Started = tape.Started,
            Ended = new UnixNanos(tape.WallNanos),
            Records = tape.Records,
            Inputs = tape.Inputs,
            Outputs = tape.Outputs,
            OrderRequests = tape.OrderRequests,
            JournalRecords = tape.JournalRecords,
            Events = tape.Events,
            Difference = tape.Difference,
            ReachedEnd = tape.ReachedEnd,
            EndReason = tape.End == RecordingEnd.Broken ? tape.EndReason : null,
            Damage = tape.Damage,
            Strategies = description.Strategies,
            Product = description.Product,
        };
    }

    private static EngineSession Build(LiveTradingOptions options, TradingKernelOptions kernel, EngineEnvironment environment, IReadOnlyList<VenueRegistration> venues, IReadOnlyList<StrategyRegistration> strategies, ILoggerFactory loggers, ReplayTape tape)
    {
        try
        {
            return new EngineSession(options, kernel, environment, venues, strategies, loggers);
        }
        catch (Exception e) when (e is not (JournalException or RecordingException))
        {
            throw new RecordingException($"{tape.Name} cannot be replayed: no session can be built as it says ({e.Message}).", e);
        }
    }

    private static SessionDescription Read(ReplayTape tape)
    {
        try
        {
            return JsonSerializer.Deserialize(tape.Session, SessionDescriptionJson.Default.SessionDescription)
                ?? throw new RecordingException($"{tape.Name} cannot be replayed: it does not say what its session was.");
        }
        catch (JsonException e)
        {
            throw new RecordingException($"{tape.Name} cannot be replayed: what it says of its session is not understood ({e.Message}).", e);
        }
    }

    // The boundary asks the recording instead.
    private sealed class NoStates : IStrategyStateStore
    {
        public byte[]? Load(StrategyId strategy) => null;

        public bool Save(StrategyId strategy, ReadOnlySpan<byte> state) => true;
    }
}
