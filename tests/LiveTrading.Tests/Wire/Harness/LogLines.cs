using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace LiveTrading.Tests.Wire.Harness;

/// <summary>Keeps what was logged, and lets a test wait for a line.</summary>
internal sealed class LogLines : ILoggerFactory, ILogger
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly ConcurrentBag<(string Text, TaskCompletionSource<string> Seen)> _awaited = [];

    public IReadOnlyList<string> All
    {
        get
        {
            lock (_gate)
                return [.. _lines];
        }
    }

    /// <summary>Lines that contain a text.</summary>
    public IReadOnlyList<string> With(string text) => [.. All.Where(l => l.Contains(text, StringComparison.Ordinal))];

    /// <summary>Completes with the first line, past or future, that contains a text.</summary>
    public Task<string> First(string text)
    {
        TaskCompletionSource<string> seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _awaited.Add((text, seen));
            if (_lines.Find(l => l.Contains(text, StringComparison.Ordinal)) is { } line)
                seen.TrySetResult(line);
        }

        return seen.Task;
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;
        string line = $"{logLevel}: {formatter(state, exception)}";
        lock (_gate)
        {
            _lines.Add(line);
            foreach ((string text, TaskCompletionSource<string> seen) in _awaited)
            {
                if (line.Contains(text, StringComparison.Ordinal))
                    seen.TrySetResult(line);
            }
        }
    }
}
