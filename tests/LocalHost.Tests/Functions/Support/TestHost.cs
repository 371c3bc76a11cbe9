using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using XaiFunctions.LocalHost.Functions.Invocation;

namespace LocalHost.Tests.Functions.Support;

/// <summary>A function host in this process on a free port, with the functions of a few classes.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    public const string MasterKey = "master-key-of-the-test";
    public const string FunctionKey = "function-key-of-the-test";

    private readonly IHost host;

    private TestHost(IHost host, string stateDirectory)
    {
        this.host = host;
        StateDirectory = stateDirectory;
        Client = new HttpClient { BaseAddress = new Uri(host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) };
    }

    public HttpClient Client { get; }

    public string StateDirectory { get; }

    public IServiceProvider Services => host.Services;

    public CollectedLogs Logs => host.Services.GetRequiredService<CollectedLogs>();

    public static FunctionsApplicationBuilder Builder(Type[] functions, TestFolder folder, params string[] args)
    {
        string[] all =
        [
            "--port", "0", "--AzureWebJobsScriptRoot", folder.Path, "--LOCALHOST_STATE", folder.State,
            "--LOCALHOST_MASTER_KEY", MasterKey, "--LOCALHOST_FUNCTION_KEY", FunctionKey, .. args,
        ];
        var builder = new FunctionsApplicationBuilder(all, "LocalHost.Tests", FunctionSources.Of(functions))
        {
            Adjust = settings => settings with { BlobScanInterval = TimeSpan.FromMilliseconds(50), BlobRetryDelay = TimeSpan.FromMilliseconds(20) },
        };
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<CollectedLogs>();
        builder.Services.AddSingleton<ILoggerProvider>(services => services.GetRequiredService<CollectedLogs>());
        return builder;
    }

    public static async Task<TestHost> StartAsync(
        Type[] functions, TestFolder folder, Action<FunctionsApplicationBuilder>? configure = null, params string[] args)
    {
        var builder = Builder(functions, folder, args);
        builder.ConfigureFunctionsWebApplication();
        configure?.Invoke(builder);
        var host = builder.Build();
        await host.StartAsync();
        return new TestHost(host, folder.State);
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? key = null, HttpContent? body = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = body };
        if (key is not null)
            request.Headers.Add("x-functions-key", key);
        return await Client.SendAsync(request);
    }

    public async Task<string> GetStringAsync(string path)
    {
        using var response = await Client.GetAsync(path);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync();
    }

    public string SystemKey(string name)
    {
        using var keys = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(StateDirectory, "keys.json")));
        return keys.RootElement.GetProperty("system").GetProperty(name).GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
        Client.Dispose();
    }
}
