using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using XaiFunctions.LocalHost.DurableTask;

namespace XaiFunctions.LocalHost.Tests.DurableTask;

/// <summary>A task hub in a folder of its own that can be stopped and started again on the same database.</summary>
public sealed class HubFixture : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("hub-tests-").FullName;
    private readonly List<Action<TaskHub>> registrations = [];
    private readonly Func<TaskHubOptions, TaskHubOptions> configure;
    private TaskHub? hub;

    private HubFixture(Func<TaskHubOptions, TaskHubOptions>? configure) => this.configure = configure ?? (options => options);

    internal TaskHub Hub => hub ?? throw new InvalidOperationException("The hub is not open.");

    internal LogLines Logs { get; } = new();

    public string DatabasePath => Path.Combine(folder, "hub.db");

    public DurableTaskClient Client => Hub.Client;

    internal static HubFixture Create(Func<TaskHubOptions, TaskHubOptions>? configure = null) => new(configure);

    /// <summary>A hub whose executions are kept in memory, or replayed at every turn.</summary>
    internal static HubFixture Create(bool cache) => new(options => options with { MaxCachedInstances = cache ? 1000 : 0 });

    public HubFixture Orchestrator<TInput, TOutput>(string name, Func<TaskOrchestrationContext, TInput, Task<TOutput>> body)
    {
        registrations.Add(target => target.AddOrchestrator(name, async context => await body(context, context.GetInput<TInput>()!)));
        return this;
    }

    public HubFixture Orchestrator<TOutput>(string name, Func<TaskOrchestrationContext, Task<TOutput>> body)
    {
        registrations.Add(target => target.AddOrchestrator(name, async context => await body(context)));
        return this;
    }

    public HubFixture Activity<TInput, TOutput>(string name, Func<TInput, TOutput> body) =>
        Activity<TInput, TOutput>(name, (_, input, _) => Task.FromResult(body(input)));

    public HubFixture Activity<TInput, TOutput>(string name, Func<TaskActivityContext, TInput, CancellationToken, Task<TOutput>> body)
    {
        registrations.Add(target => target.AddActivity(
            name, typeof(TInput), async (context, input, cancellation) => await body(context, (TInput)input!, cancellation)));
        return this;
    }

    public async Task<HubFixture> StartAsync()
    {
        Open();
        await Hub.StartAsync(CancellationToken.None);
        return this;
    }

    public void Open()
    {
        hub = TaskHub.Open(configure(new TaskHubOptions { DatabasePath = DatabasePath, LoggerFactory = Logs.Factory }));
        foreach (Action<TaskHub> register in registrations)
            register(hub);
    }

    public async Task StopAsync()
    {
        if (hub is not null)
            await hub.DisposeAsync();
        hub = null;
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <summary>Starts an orchestration and waits until it has ended.</summary>
    public async Task<OrchestrationMetadata> RunAsync(string name, object? input = null, StartOrchestrationOptions? options = null)
    {
        string id = await Client.ScheduleNewOrchestrationInstanceAsync(name, input, options);
        return await EndAsync(id);
    }

    /// <summary>Waits until an orchestration has ended.</summary>
    public async Task<OrchestrationMetadata> EndAsync(string id)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        return await Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, limit.Token);
    }

    /// <summary>Waits until something is so.</summary>
    internal static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (long start = Environment.TickCount64; !await isSo(); await Task.Delay(5))
            Assert.True(Environment.TickCount64 - start < 60_000, "It did not come about within a minute.");
    }

    /// <summary>Waits until something is so.</summary>
    internal static Task UntilAsync(Func<bool> isSo) => UntilAsync(() => Task.FromResult(isSo()));

    /// <summary>How many turns all histories have together.</summary>
    internal long HistoryTurns() => Count("history");

    /// <summary>How many rows a table has.</summary>
    internal long Count(string table) => Hub.Writer.RunAsync(
        connection => connection.Query($"SELECT count(*) FROM {table}", reader => reader.GetInt64(0))[0], null, patient: false).GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Logs.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>Keeps what is logged.</summary>
internal sealed class LogLines : ILoggerProvider
{
    private readonly List<string> lines = [];

    public LogLines() => Factory = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(this));

    public ILoggerFactory Factory { get; }

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (lines)
                return [.. lines];
        }
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public void Dispose() => Factory.Dispose();

    private sealed class Logger(LogLines owner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (owner.lines)
                owner.lines.Add($"{logLevel}: {formatter(state, exception)}");
        }
    }
}
