using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Tests.Storage;

/// <summary>Keeps what is logged as a warning or worse.</summary>
sealed class CollectingLog : ILoggerProvider, ILogger
{
    readonly ConcurrentQueue<string> complaints = [];

    public IReadOnlyCollection<string> Complaints => complaints;

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) complaints.Enqueue(formatter(state, exception));
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public void Dispose() { }
}
