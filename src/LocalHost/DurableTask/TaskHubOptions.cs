using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace XaiFunctions.LocalHost.DurableTask;

/// <summary>How a task hub runs.</summary>
internal sealed record TaskHubOptions
{
    /// <summary>The database file; it and its folder are created if they are not there.</summary>
    public required string DatabasePath { get; init; }

    /// <summary>The task hub's name, which the database remembers.</summary>
    /// <value>The default is "TestHubName", as it is in host.json.</value>
    public string HubName { get; init; } = "TestHubName";

    /// <summary>How many activities run at once, 1 or more.</summary>
    /// <value>The default is ten for each processor.</value>
    public int MaxConcurrentActivities { get; init; } = 10 * Environment.ProcessorCount;

    /// <summary>How many orchestrators have a turn at once, 1 or more.</summary>
    /// <value>The default is ten for each processor.</value>
    public int MaxConcurrentOrchestrators { get; init; } = 10 * Environment.ProcessorCount;

    /// <summary>How many executions of idle orchestrations are kept in memory. With 0 every turn replays its whole history.</summary>
    /// <value>The default is 1,000.</value>
    public int MaxCachedInstances { get; init; } = 1000;

    /// <summary>How long an activity may take; null is without end.</summary>
    public TimeSpan? ActivityTimeout { get; init; }

    /// <summary>How long a stop waits for activities that run.</summary>
    /// <value>The default is ten seconds.</value>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Makes loggers.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Reads and writes inputs, outputs, events and custom statuses.</summary>
    public DataConverter DataConverter { get; init; } = JsonDataConverter.Default;

    /// <summary>Refuses what cannot work.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(DatabasePath);
        ArgumentException.ThrowIfNullOrWhiteSpace(HubName);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConcurrentActivities, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConcurrentOrchestrators, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxCachedInstances);
        if (ActivityTimeout is { } timeout)
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
    }
}
