using System.Globalization;
using System.Security.Cryptography;
using LiveTrading.IO;

namespace LiveTrading.WebSockets.Conformance.Driver;

/// <summary>
/// Plays the client of a conformance server as the Autobahn testsuite expects it: asks how many cases there are, runs each
/// on a connection of its own, echoing, and asks for the reports. On one event loop, with the product's client as users
/// have it; every wait is bounded.
/// </summary>
internal sealed class ConformanceDriver
{
    /// <summary>Two of the longest messages, so that one may wait while another is made.</summary>
    private const int SendQueueBytes = 34 * 1024 * 1024;

    /// <summary>How long the last transport may take to end.</summary>
    private const long LastEndNanos = 250_000_000;

    private readonly DriverOptions _options;
    private readonly TextWriter _output;
    private readonly List<string> _problems = [];
    private EventLoop? _loop;
    private ulong _seed;

    /// <summary>Makes one.</summary>
    /// <param name="options">Where to, and what.</param>
    /// <param name="output">Gets one line for each problem, and one at the end.</param>
    public ConformanceDriver(DriverOptions options, TextWriter output)
    {
        _options = options;
        _output = output;
        _seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));
    }

    /// <summary>Runs all cases asked for.</summary>
    /// <returns>0: all ran, and with <see cref="DriverOptions.Status"/> all were OK; 1: some did not; 2: the server cannot be used.</returns>
    public int Run()
    {
        using EventLoop loop = EventLoops.Create(new EventLoopOptions { Backend = _options.Backend });
        _loop = loop;
        loop.UnhandledError = error => _problems.Add($"a callback threw: {error.Message}");
        EchoConnection count = Connect("/getCaseCount", echoes: false);
        if (!int.TryParse(count.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int cases))
        {
            _output.WriteLine($"{_options.Url} did not say how many cases there are: {count.Reason}");
            return 2;
        }
        int ran = 0;
        for (int number = 1; number <= cases; number++)
        {
            if (_options.Cases is { } wanted && !wanted.Contains(number))
                continue;
            ran++;
            RunCase(number);
        }
        EchoConnection reports = Connect($"/updateReports?agent={Uri.EscapeDataString(_options.Agent)}", echoes: false);
        if (!reports.WasConnected)
            _problems.Add($"the reports could not be asked for: {reports.Reason}");
        TurnUntil(static () => false, LastEndNanos);
        foreach (string problem in _problems)
            _output.WriteLine(problem);
        _output.WriteLine($"{_options.Agent}: {ran} of {cases} cases run against {_options.Url} ({loop.Backend}{(_options.Deflate ? ", permessage-deflate offered" : "")}), {_problems.Count} problems");
        return _problems.Count == 0 ? 0 : 1;
    }

    private void RunCase(int number)
    {
        string query = string.Create(CultureInfo.InvariantCulture, $"?case={number}&agent={Uri.EscapeDataString(_options.Agent)}");
        EchoConnection one = Connect("/runCase" + query, echoes: true);
        if (one.Problem.Length > 0)
            _problems.Add($"case {number}: {one.Problem}");
        // A handshake that the server spoils on purpose is refused, and that is all a case may want; no connection at all is not.
        if (!one.WasConnected && !one.Reason.StartsWith("handshake refused", StringComparison.Ordinal))
            _problems.Add($"case {number}: {one.Reason}");
        if (!_options.Status)
            return;
        EchoConnection status = Connect("/getCaseStatus" + query, echoes: false);
        if (!status.Text.Contains("\"OK\"", StringComparison.Ordinal) && !status.Text.Contains("\"INFORMATIONAL\"", StringComparison.Ordinal))
            _problems.Add($"case {number}: {(status.Text.Length > 0 ? status.Text : status.Reason)}");
    }

    /// <summary>One connection from dial to end.</summary>
    private EchoConnection Connect(string path, bool echoes)
    {
        var handler = new EchoConnection(echoes);
        var connection = new WebSocketConnection(
            _loop!,
            WebSocketEndpoint.Parse(_options.Url + path),
            new WebSocketConnectionOptions
            {
                AutoReconnect = false,
                HeartbeatInterval = TimeSpan.Zero,
                SendQueueBytes = echoes ? SendQueueBytes : 64 * 1024,
                CloseTimeout = TimeSpan.FromSeconds(10),
                Compression = _options.Deflate && echoes ? new PerMessageDeflateOptions { MinMessageBytes = 0 } : null,
            },
            handler,
            ++_seed);
        connection.Connect();
        if (!TurnUntil(() => handler.IsOver, _options.CaseTimeout.Ticks * TimeSpan.NanosecondsPerTick))
        {
            _problems.Add(string.Create(CultureInfo.InvariantCulture, $"{path}: not over after {_options.CaseTimeout.TotalSeconds:0} s; cut"));
            connection.Reconnect("it took too long");
            connection.Disconnect();
        }
        return handler;
    }

    private bool TurnUntil(Func<bool> isDone, long maxNanos)
    {
        bool isOut = false;
        LoopTimer timer = _loop!.CreateTimer(_ => isOut = true);
        timer.Start(maxNanos);
        while (!isDone() && !isOut)
            _loop.RunOnce(-1);
        timer.Cancel();
        return isDone();
    }
}
