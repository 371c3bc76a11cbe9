using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using XaiFunctions.LocalHost.Functions.Azurite;
using XaiFunctions.LocalHost.Functions.Blobs;
using XaiFunctions.LocalHost.Functions.Durable;
using XaiFunctions.LocalHost.Functions.Invocation;
using XaiFunctions.LocalHost.Functions.Timers;

namespace XaiFunctions.LocalHost.Functions.Hosting;

/// <summary>
/// Starts and stops the parts of the host in their order: storage before anything that uses it, triggers after the host listens; and
/// the other way round at the end.
/// </summary>
internal sealed class HostLifecycle(
    HostState state,
    HostSettings settings,
    AzuriteGuard azurite,
    BlobScanner scanner,
    BlobDispatcher blobs,
    TimerFunctions timers,
    DurableHub hub,
    DurableFunctions durable,
    IReadOnlyList<FunctionDescriptor> functions,
    IServer server) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellation)
    {
        state.Hold();
        await azurite.StartAsync(cancellation);
        hub.Open();
        durable.Register();
    }

    public Task StartAsync(CancellationToken cancellation) => hub.StartAsync(cancellation);

    public Task StartedAsync(CancellationToken cancellation)
    {
        string address = server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        StartupListing.Write(Console.Out, functions, settings, address);
        scanner.Start();
        timers.Start();
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellation)
    {
        await scanner.DisposeAsync();
        await Task.WhenAll(blobs.DisposeAsync().AsTask(), timers.DisposeAsync().AsTask());
    }

    public Task StopAsync(CancellationToken cancellation) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellation)
    {
        await hub.DisposeAsync();
        await azurite.DisposeAsync();
        state.Dispose();
    }
}
