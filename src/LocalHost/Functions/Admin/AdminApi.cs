using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.LocalHost.Functions.Hosting;
using XaiFunctions.LocalHost.Functions.Http;
using XaiFunctions.LocalHost.Functions.Invocation;
using XaiFunctions.LocalHost.Functions.Keys;
using XaiFunctions.LocalHost.Functions.Timers;

namespace XaiFunctions.LocalHost.Functions.Admin;

/// <summary>The host's own addresses under <c>/admin</c>, which the master key opens.</summary>
internal sealed class AdminApi(
    IReadOnlyList<FunctionDescriptor> functions, TimerFunctions timers, KeyRing keys, HostSettings settings, TimeProvider time)
{
    private const string OneFunction = "/admin/functions/{name}";

    private readonly long started = time.GetTimestamp();
    private readonly string id = Guid.NewGuid().ToString("n");

    /// <summary>Serves the addresses.</summary>
    public void Map(WebApplication app)
    {
        app.MapGet("/admin/host/status", Guarded(context => context.Response.WriteAsJsonAsync(Status())));
        app.MapGet("/admin/functions", Guarded(context => context.Response.WriteAsJsonAsync(functions.Select(item => Describe(item, context)))));
        app.MapGet(OneFunction, Guarded(DescribeAsync));
        app.MapPost(OneFunction, Guarded(RunAsync));
    }

    private RequestDelegate Guarded(RequestDelegate serve) => context =>
    {
        if (keys.PermitsAdmin(context.Request))
            return serve(context);
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    };

    private object Status() => new
    {
        id,
        state = "Running",
        version = typeof(AdminApi).Assembly.GetName().Version?.ToString(),
        processUptime = (long)time.GetElapsedTime(started).TotalMilliseconds,
    };

    private Task DescribeAsync(HttpContext context)
    {
        if (Find(context) is { } function)
            return context.Response.WriteAsJsonAsync(Describe(function, context));
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private Task RunAsync(HttpContext context)
    {
        if (Find(context) is not { } function)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        if (timers.TryRunNow(function.Name))
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            return Task.CompletedTask;
        }

        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return context.Response.WriteAsync($"'{function.Name}' is a function of a {function.TriggerType}; only timer functions can be run from here.");
    }

    private FunctionDescriptor? Find(HttpContext context)
    {
        string? name = context.Request.RouteValues["name"]?.ToString();
        return functions.FirstOrDefault(function => function.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    private object Describe(FunctionDescriptor function, HttpContext context)
    {
        string root = $"{context.Request.Scheme}://{context.Request.Host}";
        return new
        {
            name = function.Name,
            href = $"{root}/admin/functions/{function.Name}",
            invoke_url_template = function.Trigger is HttpTriggerAttribute ? $"{root}/{HttpFunctions.Route(function, settings)}" : null,
            language = "dotnet-isolated",
            isDisabled = false,
            config = new
            {
                entryPoint = function.EntryPoint,
                bindings = new[] { new { name = function.TriggerParameter.Name, type = function.TriggerType, direction = "in" } },
            },
        };
    }
}
