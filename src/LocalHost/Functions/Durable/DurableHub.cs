using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using XaiFunctions.LocalHost.DurableTask;
using XaiFunctions.LocalHost.Functions.Hosting;
using XaiFunctions.LocalHost.Functions.Keys;

namespace XaiFunctions.LocalHost.Functions.Durable;

/// <summary>The app's task hub, opened once the host holds its state directory.</summary>
internal sealed class DurableHub(
    HostSettings settings, IOptions<WorkerOptions> worker, KeyRing keys, IServer server, TimeProvider time, ILoggerFactory loggers) : IAsyncDisposable
{
    private TaskHub? hub;

    /// <summary>The hub.</summary>
    /// <exception cref="InvalidOperationException">The host has not started.</exception>
    public TaskHub Hub => hub ?? throw new InvalidOperationException("The task hub opens when the host starts.");

    /// <summary>What <see cref="DurableClientAttribute"/> binds.</summary>
    public DurableTaskClient Client => Hub.Client;

    /// <summary>Opens the hub; nothing runs yet.</summary>
    public void Open()
    {
        hub = TaskHub.Open(new TaskHubOptions
        {
            DatabasePath = Path.Combine(settings.StateDirectory, $"taskhub-{settings.HubName}.db"),
            HubName = settings.HubName,
            MaxConcurrentActivities = settings.MaxConcurrentActivities,
            MaxConcurrentOrchestrators = settings.MaxConcurrentOrchestrators,
            TimeProvider = time,
            LoggerFactory = loggers,
            DataConverter = new WorkerDataConverter(worker.Value.Serializer!),
        });
        new ManagementAddresses(Address, settings.HubName, keys.SystemKey(KeyRing.Durable)).Register(Client);
    }

    /// <summary>Begins to run what is in the hub.</summary>
    public Task StartAsync(CancellationToken cancellation) => Hub.StartAsync(cancellation);

    /// <summary>Stops and closes the hub.</summary>
    public async ValueTask DisposeAsync()
    {
        if (hub is not null)
            await hub.DisposeAsync();
    }

    private string Address() => server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
        ?? throw new InvalidOperationException("The host does not listen yet, so its addresses are not known.");
}
