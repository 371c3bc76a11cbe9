using Microsoft.AspNetCore.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using XaiFunctions.LocalHost.Functions.Hosting;
using XaiFunctions.LocalHost.Functions.Invocation;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Puts together a function app.</summary>
public class FunctionsApplicationBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
{
    private readonly WebApplicationBuilder web;
    private readonly HostConfiguration host;
    private readonly MiddlewarePipeline middleware = new();

    internal FunctionsApplicationBuilder(string[] args, string name, FunctionSources sources)
    {
        host = HostConfiguration.Read(args);
        Sources = sources;
        web = LocalHostBuilder.Create(name, host);
    }

    /// <summary>Room for extensions to pass things on while building.</summary>
    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)web).Properties;

    /// <summary>The app's settings: local.settings.json, then the environment, then the command line; the later wins.</summary>
    public ConfigurationManager Configuration => web.Configuration;

    /// <summary>The app's name, folder and environment.</summary>
    public IHostEnvironment Environment => web.Environment;

    /// <summary>Where logs go.</summary>
    public ILoggingBuilder Logging => web.Logging;

    /// <summary>Where metrics go.</summary>
    public IMetricsBuilder Metrics => web.Metrics;

    /// <summary>The app's services.</summary>
    public IServiceCollection Services => web.Services;

    IConfigurationManager IHostApplicationBuilder.Configuration => web.Configuration;

    /// <summary>Where the functions are looked for.</summary>
    internal FunctionSources Sources { get; set; }

    /// <summary>Whether HTTP functions were asked for.</summary>
    internal bool ServesHttp { get; set; }

    /// <summary>Changes what host.json and the settings say, for tests.</summary>
    internal Func<HostSettings, HostSettings> Adjust { get; set; } = static settings => settings;

    /// <summary>Builds the app; <c>Run</c> starts it.</summary>
    /// <exception cref="InvalidOperationException">A function or a setting is not right; the message says all that is wrong.</exception>
    public IHost Build() => LocalHostBuilder.Build(web, host, middleware, Sources, ServesHttp, Adjust);

    /// <summary>Replaces the container.</summary>
    public void ConfigureContainer<TContainerBuilder>(
        IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull =>
        ((IHostApplicationBuilder)web).ConfigureContainer(factory, configure);

    /// <summary>Adds middleware around every invocation, inside what was added before.</summary>
    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
    {
        this.middleware.Add(middleware);
        return this;
    }
}
