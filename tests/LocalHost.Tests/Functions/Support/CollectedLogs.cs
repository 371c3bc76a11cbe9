using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace LocalHost.Tests.Functions.Support;

/// <summary>Keeps what a host logs.</summary>
internal sealed class CollectedLogs : ILoggerProvider
{
    public ConcurrentQueue<(string Category, LogLevel Level, string Text)> Entries { get; } = new();

    public string All => string.Join(Environment.NewLine, Entries.Select(entry => $"{entry.Level} {entry.Category}: {entry.Text}"));

    public ILogger CreateLogger(string categoryName) => new Collector(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Collector(CollectedLogs logs, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            logs.Entries.Enqueue((category, logLevel, $"{formatter(state, exception)} {exception}"));
    }
}
