using Microsoft.Extensions.Logging;

namespace LiveTrading.Simulation.Harness;

/// <summary>Keeps every log line as <c>Level text</c>.</summary>
internal sealed class RecordingLogs(Action<string>? trace = null) : ILoggerFactory, ILogger
{
    public List<string> Lines { get; } = [];

    /// <summary>Told of each line.</summary>
    public event Action<string>? Written;

    public int Count(string text) => Lines.Count(l => l.Contains(text, StringComparison.Ordinal));

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        string line = $"{logLevel} {formatter(state, exception)}";
        Lines.Add(line);
        trace?.Invoke(line);
        Written?.Invoke(line);
    }
}
