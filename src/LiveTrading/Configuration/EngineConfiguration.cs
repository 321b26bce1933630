using LiveTrading.Engine.Data;
using LiveTrading.Engine.Execution;
using LiveTrading.Engine.Kernel;
using LiveTrading.Engine.Risk;
using LiveTrading.Guarding;
using LiveTrading.Recording;
using Microsoft.Extensions.Configuration;

namespace LiveTrading.Configuration;

/// <summary>The engine's options out of configuration sections <c>LiveTrading</c>, <c>Data</c>, <c>Execution</c>, <c>Risk</c> and <c>KillSwitch</c>.</summary>
public static class EngineConfiguration
{
    /// <summary>Reads them; every problem is added to the list, with its key's path.</summary>
    public static (LiveTradingOptions Options, TradingKernelOptions Kernel) Read(IConfiguration configuration, List<OptionsProblem> problems, bool checkBookConsistency = false)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(problems);
        LiveTradingOptions options = ReadEngine(new SettingsReader(configuration.GetSection(LiveTradingOptions.SectionName), problems));
        TradingKernelOptions kernel = new()
        {
            RestoreFromJournal = options.EnableRecovery,
            Durability = options.Journal.Durability,
            Data = ReadData(new SettingsReader(configuration.GetSection("Data"), problems), checkBookConsistency),
            Execution = ReadExecution(new SettingsReader(configuration.GetSection("Execution"), problems), options.TradeWithoutReconciliation),
            Risk = ReadRisk(new SettingsReader(configuration.GetSection("Risk"), problems)),
            KillSwitch = ReadKillSwitch(new SettingsReader(configuration.GetSection("KillSwitch"), problems)),
        };
        return (options, kernel);
    }

    private static LiveTradingOptions ReadEngine(SettingsReader r)
    {
        LiveTradingOptions d = new();
        SettingsReader loop = r.Section("Loop");
        SettingsReader journal = r.Section("Journal");
        SettingsReader recording = r.Section("Recording");
        SettingsReader stop = r.Section("Stop");
        SettingsReader guard = r.Section("Guard");
        LiveTradingOptions options = new()
        {
            InstanceName = r.Text(nameof(d.InstanceName), d.InstanceName),
            Mode = r.Choice(nameof(d.Mode), d.Mode),
            HeartbeatInterval = r.Duration(nameof(d.HeartbeatInterval), d.HeartbeatInterval),
            TickInterval = r.DurationOrNull(nameof(d.TickInterval)),
            EnableRecovery = r.Flag(nameof(d.EnableRecovery), d.EnableRecovery),
            AutoReconnect = r.Flag(nameof(d.AutoReconnect), d.AutoReconnect),
            ReconnectBase = r.Duration(nameof(d.ReconnectBase), d.ReconnectBase),
            ReconnectMax = r.Duration(nameof(d.ReconnectMax), d.ReconnectMax),
            MaxReconnectAttempts = r.Integer(nameof(d.MaxReconnectAttempts), d.MaxReconnectAttempts),
            MaxConnections = r.Integer(nameof(d.MaxConnections), d.MaxConnections),
            TradeWithoutReconciliation = r.Flag(nameof(d.TradeWithoutReconciliation), d.TradeWithoutReconciliation),
            Loop = new LoopOptions { Backend = loop.Text(nameof(LoopOptions.Backend), d.Loop.Backend), Wait = loop.Text(nameof(LoopOptions.Wait), d.Loop.Wait), SpinFor = loop.Duration(nameof(LoopOptions.SpinFor), d.Loop.SpinFor) },
            Journal = new JournalOptions
            {
                Directory = journal.Text(nameof(JournalOptions.Directory), d.Journal.Directory),
                SegmentBytes = journal.Integer(nameof(JournalOptions.SegmentBytes), d.Journal.SegmentBytes),
                Durability = journal.Choice(nameof(JournalOptions.Durability), d.Journal.Durability),
                CompactAfter = journal.Integer(nameof(JournalOptions.CompactAfter), d.Journal.CompactAfter),
                Archive = journal.Flag(nameof(JournalOptions.Archive), d.Journal.Archive),
            },
            Recording = new RecordingOptions
            {
                Directory = recording.TextOrNull(nameof(RecordingOptions.Directory)),
                MaxBytes = recording.Long(nameof(RecordingOptions.MaxBytes), d.Recording.MaxBytes),
                BufferBytes = recording.Integer(nameof(RecordingOptions.BufferBytes), d.Recording.BufferBytes),
            },
            Guard = new GuardOptions { Heartbeat = guard.Flag(nameof(GuardOptions.Heartbeat), d.Guard.Heartbeat), After = guard.Duration(nameof(GuardOptions.After), d.Guard.After) },
            Stop = new StopOptions
            {
                CancelOrders = stop.Flag(nameof(StopOptions.CancelOrders), d.Stop.CancelOrders),
                CancelProtective = stop.Flag(nameof(StopOptions.CancelProtective), d.Stop.CancelProtective),
                Timeout = stop.Duration(nameof(StopOptions.Timeout), d.Stop.Timeout),
            },
        };
        foreach (SettingsReader e in r.Elements(nameof(d.WsEndpoints)))
        {
            TransportSettings transport = TransportSettings.Read(e);
            options.WsEndpoints.Add(new WsEndpointOptions
            {
                Name = e.TextOrNull(nameof(WsEndpointOptions.Name)),
                Url = e.TextOrNull(nameof(WsEndpointOptions.Url)),
                Host = e.TextOrNull(nameof(WsEndpointOptions.Host)),
                Port = e.TextOrNull(nameof(WsEndpointOptions.Port)) is null ? null : e.Integer(nameof(WsEndpointOptions.Port), 0),
                Path = e.Text(nameof(WsEndpointOptions.Path), "/"),
                Tls = e.Flag(nameof(WsEndpointOptions.Tls), true),
                Subscriptions = [.. e.Texts(nameof(WsEndpointOptions.Subscriptions))],
                Headers = e.Map(nameof(WsEndpointOptions.Headers)),
                ExpectData = e.Flag(nameof(WsEndpointOptions.ExpectData), true),
                Compression = e.Flag(nameof(WsEndpointOptions.Compression), false),
                ExtraRoots = transport.ExtraRoots,
                Distrusted = transport.Distrusted,
                ClientCertificate = transport.ClientCertificate,
                Proxy = transport.Proxy,
            });
            e.ReportUnknown();
        }

        loop.ReportUnknown();
        journal.ReportUnknown();
        recording.ReportUnknown();
        stop.ReportUnknown();
        guard.ReportUnknown();
        r.ReportUnknown();
        return options;
    }

    private static DataEngineOptions ReadData(SettingsReader r, bool checkBookConsistency)
    {
        DataEngineOptions d = new();
        DataEngineOptions options = new()
        {
            StaleAfterNanos = r.Duration("StaleAfter", TimeSpan.FromTicks(d.StaleAfterNanos / 100)).Ticks * 100,
            CheckBookConsistency = r.Flag(nameof(d.CheckBookConsistency), checkBookConsistency),
        };
        r.ReportUnknown();
        TimeSpan stale = TimeSpan.FromTicks(options.StaleAfterNanos / 100);
        if (stale != TimeSpan.Zero && (stale < TimeSpan.FromMilliseconds(100) || stale > TimeSpan.FromHours(1)))
            r.Report("StaleAfter", $"is {stale}; allowed is 00:00:00 (never) or 00:00:00.1000000 to 01:00:00.");
        return options;
    }

    private static ExecutionOptions ReadExecution(SettingsReader r, bool allowUnreconciled)
    {
        ExecutionOptions d = new();
        ExecutionOptions options = new()
        {
            SubmitTimeout = r.Duration(nameof(d.SubmitTimeout), d.SubmitTimeout),
            CancelTimeout = r.Duration(nameof(d.CancelTimeout), d.CancelTimeout),
            SendDeadline = r.Duration(nameof(d.SendDeadline), d.SendDeadline),
            QueryBackOff = r.Duration(nameof(d.QueryBackOff), d.QueryBackOff),
            QueryBackOffMax = r.Duration(nameof(d.QueryBackOffMax), d.QueryBackOffMax),
            QueryTimeout = r.Duration(nameof(d.QueryTimeout), d.QueryTimeout),
            CancelRetry = r.Duration(nameof(d.CancelRetry), d.CancelRetry),
            ReconciliationInterval = r.Duration(nameof(d.ReconciliationInterval), d.ReconciliationInterval),
            QuietPeriod = r.Duration(nameof(d.QuietPeriod), d.QuietPeriod),
            DifferencePatience = r.Duration(nameof(d.DifferencePatience), d.DifferencePatience),
            FillsOverlap = r.Duration(nameof(d.FillsOverlap), d.FillsOverlap),
            MaxRememberedFills = r.Integer(nameof(d.MaxRememberedFills), d.MaxRememberedFills),
            AllowUnreconciledTrading = allowUnreconciled,
        };
        r.ReportUnknown();
        foreach ((string name, string message) in options.FindProblems())
            r.Report(name, message);
        return options;
    }

    private static RiskOptions ReadRisk(SettingsReader r)
    {
        RiskOptions d = new();
        RiskOptions options = new()
        {
            Currency = r.Text(nameof(d.Currency), d.Currency),
            MaxOrderNotional = r.Number(nameof(d.MaxOrderNotional), d.MaxOrderNotional),
            MaxPositionNotional = r.Number(nameof(d.MaxPositionNotional), d.MaxPositionNotional),
            MaxGrossExposure = r.Number(nameof(d.MaxGrossExposure), d.MaxGrossExposure),
            MaxOpenOrders = r.Integer(nameof(d.MaxOpenOrders), d.MaxOpenOrders),
            MaxOpenOrdersPerInstrument = r.Integer(nameof(d.MaxOpenOrdersPerInstrument), d.MaxOpenOrdersPerInstrument),
            MaxOrdersPerSecond = r.Integer(nameof(d.MaxOrdersPerSecond), d.MaxOrdersPerSecond),
            MaxOrdersPerMinute = r.Integer(nameof(d.MaxOrdersPerMinute), d.MaxOrdersPerMinute),
            DuplicateWindow = r.Duration(nameof(d.DuplicateWindow), d.DuplicateWindow),
            MaxMarketPriceAge = r.Duration(nameof(d.MaxMarketPriceAge), d.MaxMarketPriceAge),
            MaxAccountAge = r.Duration(nameof(d.MaxAccountAge), d.MaxAccountAge),
            MaxPriceDeviation = r.Number(nameof(d.MaxPriceDeviation), d.MaxPriceDeviation),
            MarketOrderSlippage = r.Number(nameof(d.MarketOrderSlippage), d.MarketOrderSlippage),
            InitialMarginRate = r.Number(nameof(d.InitialMarginRate), d.InitialMarginRate),
            MaxDailyLoss = r.Number(nameof(d.MaxDailyLoss), d.MaxDailyLoss),
            MaxDrawdown = r.Number(nameof(d.MaxDrawdown), d.MaxDrawdown),
            MaxStrategyLoss = r.Number(nameof(d.MaxStrategyLoss), d.MaxStrategyLoss),
            LossEvaluationInterval = r.Duration(nameof(d.LossEvaluationInterval), d.LossEvaluationInterval),
        };
        ReadNumbers(r, nameof(d.ConversionRates), options.ConversionRates);
        foreach ((string instrument, SettingsReader limits) in r.Sections(nameof(d.Instruments)))
            options.Instruments[instrument] = ReadInstrumentLimits(limits);
        foreach ((string strategy, SettingsReader limits) in r.Sections(nameof(d.Strategies)))
            options.Strategies[strategy] = ReadStrategyLimits(limits);
        r.ReportUnknown();
        return options;
    }

    private static InstrumentRiskLimits ReadInstrumentLimits(SettingsReader r)
    {
        InstrumentRiskLimits limits = new()
        {
            MaxOrderQuantity = r.NumberOrNull(nameof(limits.MaxOrderQuantity)),
            MaxPositionQuantity = r.NumberOrNull(nameof(limits.MaxPositionQuantity)),
            MaxOrderNotional = r.NumberOrNull(nameof(limits.MaxOrderNotional)),
            MaxPositionNotional = r.NumberOrNull(nameof(limits.MaxPositionNotional)),
            MaxPriceDeviation = r.NumberOrNull(nameof(limits.MaxPriceDeviation)),
        };
        r.ReportUnknown();
        return limits;
    }

    private static StrategyRiskLimits ReadStrategyLimits(SettingsReader r)
    {
        StrategyRiskLimits limits = new()
        {
            MaxLoss = r.NumberOrNull(nameof(limits.MaxLoss)),
            MaxOrderNotional = r.NumberOrNull(nameof(limits.MaxOrderNotional)),
            MaxPositionNotional = r.NumberOrNull(nameof(limits.MaxPositionNotional)),
            MaxOpenOrders = r.IntegerOrNull(nameof(limits.MaxOpenOrders)),
            MaxOrdersPerSecond = r.IntegerOrNull(nameof(limits.MaxOrdersPerSecond)),
            MaxOrdersPerMinute = r.IntegerOrNull(nameof(limits.MaxOrdersPerMinute)),
        };
        r.ReportUnknown();
        return limits;
    }

    private static KillSwitchOptions ReadKillSwitch(SettingsReader r)
    {
        KillSwitchOptions d = new();
        KillSwitchOptions options = new()
        {
            CancelTimeout = r.Duration(nameof(d.CancelTimeout), d.CancelTimeout),
            CancelRepeatInterval = r.Duration(nameof(d.CancelRepeatInterval), d.CancelRepeatInterval),
            PollInterval = r.Duration(nameof(d.PollInterval), d.PollInterval),
            FlattenPriceBand = r.Number(nameof(d.FlattenPriceBand), d.FlattenPriceBand),
            MaxFlattenRounds = r.Integer(nameof(d.MaxFlattenRounds), d.MaxFlattenRounds),
            FlattenTimeout = r.Duration(nameof(d.FlattenTimeout), d.FlattenTimeout),
        };
        r.ReportUnknown();
        return options;
    }

    private static void ReadNumbers(SettingsReader r, string key, IDictionary<string, decimal> into)
    {
        SettingsReader section = r.Section(key);
        foreach (string name in r.Map(key).Keys)
            into[name] = section.Number(name, 0);
    }
}
