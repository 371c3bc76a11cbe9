using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask;

/// <summary>Logs only what an orchestrator does for the first time.</summary>
internal sealed class ReplaySafeLogger(TaskOrchestrationContext context, ILogger logger) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => logger.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => !context.IsReplaying && logger.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!context.IsReplaying)
            logger.Log(logLevel, eventId, state, exception, formatter);
    }
}

/// <summary>Makes loggers that log only what an orchestrator does for the first time.</summary>
internal sealed class ReplaySafeLoggerFactory(TaskOrchestrationContext context, ILoggerFactory underlying) : ILoggerFactory
{
    public ILoggerFactory Underlying => underlying;

    public ILogger CreateLogger(string categoryName) => new ReplaySafeLogger(context, underlying.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) =>
        throw new NotSupportedException("A replay-safe logger factory takes no providers; add them to the host's.");

    // The host's factory outlives every orchestration.
    public void Dispose()
    {
    }
}
