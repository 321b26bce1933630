using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using LiveTrading.Engine.Bus;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Kernel;
using LiveTrading.Engine.Recording;
using LiveTrading.Engine.Strategies;
using LiveTrading.IO;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Time;
using Microsoft.Extensions.Logging;

namespace LiveTrading.Recording;

/// <summary>The recording of one session, from before its core is built to its end. A failure is told once, by an alert; it disturbs nothing else.</summary>
internal sealed class SessionRecording : IDisposable
{
    // What a killed process loses of its recording.
    private const long FlushNanos = 100_000_000;

    private readonly LoopTimer _timer;
    private readonly LoopClock _clock;
    private readonly RecordingFile? _file;
    private string? _failure;
    private MessageBus? _bus;
    private ILogger? _logger;

    private SessionRecording(EventLoop loop, LoopClock clock, IRecordingBlocks? blocks, string? failure)
    {
        _timer = loop.CreateTimer(static t => ((SessionRecording)t.State!).Flush(), this);
        _clock = clock;
        _file = blocks as RecordingFile;
        _failure = failure;
        Tape = blocks is null ? null : new RecordingTape(blocks, clock);
    }

    /// <summary>What is written on; null when the recording could not be begun.</summary>
    public RecordingTape? Tape { get; }

    /// <summary>Begins the recording that the options ask for; null when they ask for none.</summary>
    public static SessionRecording? Begin(LiveTradingOptions options, EngineEnvironment environment, EventLoop loop, ulong epoch)
    {
        LoopClock clock = new(loop);
        if (environment.Replay is not null)
            return null;
        if (environment.Recording is { } blocks)
            return new SessionRecording(loop, clock, blocks, null);
        if (options.Recording.Directory is null)
            return null;
        try
        {
            return new SessionRecording(loop, clock, RecordingFile.Create(options.Recording, loop.WallNanos, epoch), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new SessionRecording(loop, clock, null, e.Message);
        }
    }

    /// <summary>Writes down what the session is built from.</summary>
    public void Describe(CoreBoundary boundary, LiveTradingOptions options, TradingKernelOptions kernel, ulong epoch, bool keepsStates, IReadOnlyList<VenueRegistration> venues, IReadOnlyList<(StrategyRegistration Registration, Strategy Strategy)> strategies)
    {
        if (Tape is null)
            return;
        SessionDescription description = new()
        {
            Product = typeof(SessionRecording).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
            Epoch = epoch,
            KeepsStates = keepsStates,
            Venues = [.. venues.Select(v => v.Venue.Value)],
            Strategies = [.. strategies.Select(s => new RecordedStrategy(s.Registration.Id.Value, s.Strategy.GetType().FullName ?? "", s.Registration.Argument, s.Registration.Parameters))],
            Engine = options,
            Kernel = kernel,
        };
        JsonNode json = JsonSerializer.SerializeToNode(description, SessionDescriptionJson.Default.SessionDescription)!;

        // Their headers may hold secrets, and a replay dials nothing.
        json[nameof(SessionDescription.Engine)]!.AsObject().Remove(nameof(LiveTradingOptions.WsEndpoints));
        boundary.DescribeSession(json.ToJsonString());
    }

    /// <summary>The session is built and begins.</summary>
    public void Run(MessageBus bus, ILogger logger)
    {
        _bus = bus;
        _logger = logger;
        Tape?.EndSetUp();
        _timer.Start(FlushNanos, FlushNanos);
        if (_file is not null)
            Log.Recording(logger, _file.Path);
    }

    /// <summary>The session has ended.</summary>
    public void Complete()
    {
        _timer.Cancel();
        Tape?.Complete();
        if (Tape?.Failure is { } failure && _failure is null && _logger is not null)
            Log.RecordingFailed(_logger, failure);
        else if (_file?.Failure is { } late && _failure is null && _logger is not null)
            Log.RecordingFailed(_logger, late);
    }

    public void Dispose()
    {
        _timer.Cancel();
        _file?.Dispose();
    }

    private void Flush()
    {
        Tape?.Flush();
        _failure ??= Tape?.Failure;
        if (_failure is null)
            return;
        _timer.Cancel();
        string text = $"The recording ended: {_failure}. The session cannot be replayed beyond here; trading goes on.";
        _bus!.Publish(SystemTopics.Alert, new AlertEvent(AlertCode.RecordingFailed, text, ClientOrderId.None, InstrumentHandle.None, _clock.Now));
    }
}
