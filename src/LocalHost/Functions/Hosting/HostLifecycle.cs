using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using XaiFunctions.LocalHost.Functions.Invocation;

namespace XaiFunctions.LocalHost.Functions.Hosting;

/// <summary>Starts and stops the parts of the host in their order.</summary>
internal sealed class HostLifecycle(HostState state, HostSettings settings, IReadOnlyList<FunctionDescriptor> functions, IServer server)
    : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellation)
    {
        state.Hold();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellation) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellation)
    {
        string address = server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        StartupListing.Write(Console.Out, functions, settings, address);
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellation) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellation) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellation)
    {
        state.Dispose();
        return Task.CompletedTask;
    }
}
