using System.Net;
using System.Text.Json;
using Azure.Core.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using XaiFunctions.LocalHost.Functions.Admin;
using XaiFunctions.LocalHost.Functions.Azurite;
using XaiFunctions.LocalHost.Functions.Blobs;
using XaiFunctions.LocalHost.Functions.Durable;
using XaiFunctions.LocalHost.Functions.Http;
using XaiFunctions.LocalHost.Functions.Invocation;
using XaiFunctions.LocalHost.Functions.Keys;
using XaiFunctions.LocalHost.Functions.Storage;
using XaiFunctions.LocalHost.Functions.Timers;

namespace XaiFunctions.LocalHost.Functions.Hosting;

/// <summary>Puts the host together: Kestrel, the settings, the functions and what triggers them.</summary>
internal static class LocalHostBuilder
{
    /// <summary>A web application builder with the settings, logging, Kestrel and routing, and nothing else.</summary>
    public static WebApplicationBuilder Create(string name, HostConfiguration host)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = name,
            ContentRootPath = host.ContentRoot,
            EnvironmentName = host.EnvironmentName,
        });
        host.AddTo(builder.Configuration);
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "[yyyy-MM-ddTHH:mm:ss.fffZ] ";
        });
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRouting();
        builder.Services.AddOptions<JsonSerializerOptions>().Configure(json => json.PropertyNameCaseInsensitive = true);
        builder.Services.AddOptions<WorkerOptions>().PostConfigure<IOptions<JsonSerializerOptions>>(
            (worker, json) => worker.Serializer ??= new JsonObjectSerializer(json.Value));
        return builder;
    }

    /// <summary>Finds the functions, checks all, and builds the host.</summary>
    public static IHost Build(
        WebApplicationBuilder builder,
        HostConfiguration host,
        MiddlewarePipeline middleware,
        FunctionSources sources,
        bool servesHttp,
        Func<HostSettings, HostSettings> adjust)
    {
        var settings = adjust(HostSettings.Read(host.ContentRoot, builder.Configuration, host.CommandLine, host.Local.Port));
        var functions = FunctionDiscovery.Find(sources);
        var http = functions.Where(function => function.Trigger is HttpTriggerAttribute).ToList();
        if (http.Count > 0 && !servesHttp)
            throw new InvalidOperationException("The app has HTTP functions: call ConfigureFunctionsWebApplication() on its builder.");

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(middleware);
        builder.Services.AddSingleton<IReadOnlyList<FunctionDescriptor>>(functions);
        builder.Services.AddSingleton<FunctionInvoker>();
        builder.Services.AddSingleton<HostState>();
        builder.Services.AddSingleton<KeyRing>();
        builder.Services.AddSingleton(_ => KeyFile.Open(settings.StateDirectory, KeyedFunctions(http), builder.Configuration));
        builder.Services.AddSingleton<HttpFunctions>();
        AddTriggers(builder.Services);
        builder.Services.AddHostedService<HostLifecycle>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = settings.MaxRequestBodyBytes;
            if (settings.Port == 0)
                kestrel.Listen(IPAddress.Loopback, 0);
            else
                kestrel.ListenLocalhost(settings.Port);
        });

        var app = builder.Build();
        app.Services.GetRequiredService<HttpFunctions>().Map(app, http);
        app.Services.GetRequiredService<AdminApi>().Map(app);
        app.Services.GetRequiredService<BlobEventWebhook>().Map(app);
        app.Services.GetRequiredService<InstanceApi>().Map(app);
        return app;
    }

    private static void AddTriggers(IServiceCollection services)
    {
        services.AddSingleton<AdminApi>();
        services.AddSingleton<AzuriteGuard>();
        services.AddSingleton<HostDatabase>();
        services.AddSingleton<BlobFunctions>();
        services.AddSingleton<BlobReceipts>();
        services.AddSingleton<BlobDispatcher>();
        services.AddSingleton<BlobScanner>();
        services.AddSingleton<BlobEventWebhook>();
        services.AddSingleton<HttpClient>();
        services.AddSingleton<PoisonQueue>();
        services.AddSingleton<TimerStatuses>();
        services.AddSingleton<TimerFunctions>();
        services.AddSingleton<DurableHub>();
        services.AddSingleton<DurableFunctions>();
        services.AddSingleton<InstanceApi>();
    }

    private static IEnumerable<string> KeyedFunctions(IEnumerable<FunctionDescriptor> functions) => functions
        .Where(function => ((HttpTriggerAttribute)function.Trigger).AuthLevel == AuthorizationLevel.Function)
        .Select(function => function.Name);
}
