using Microsoft.Extensions.Logging;

namespace LiveTrading.Benchmarks.Operations;

/// <summary>Every log line as text into a file, on the thread that logs: the dearest a log can be for the loop.</summary>
internal sealed class FileLines(string path) : ILoggerProvider, ILogger
{
    private readonly StreamWriter _file = new(path);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_file)
            _file.WriteLine(formatter(state, exception));
    }

    public void Dispose() => _file.Dispose();
}
