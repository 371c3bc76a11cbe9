using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using XaiFunctions.LocalHost.Functions.Hosting;
using XaiFunctions.LocalHost.Functions.Invocation;
using XaiFunctions.LocalHost.Functions.Keys;

namespace XaiFunctions.LocalHost.Functions.Http;

/// <summary>Serves the app's HTTP functions on their routes.</summary>
internal sealed partial class HttpFunctions(
    FunctionInvoker invoker,
    KeyRing keys,
    HostSettings settings,
    IOptions<WorkerOptions> options,
    IHostApplicationLifetime lifetime,
    ILogger<HttpFunctions> logger)
{
    private static readonly object Served = new();

    /// <summary>The route template of a function with the prefix.</summary>
    public static string Route(FunctionDescriptor function, HostSettings settings) =>
        string.Join('/', new[] { settings.RoutePrefix, (((HttpTriggerAttribute)function.Trigger).Route ?? function.Name).Trim('/') }
            .Where(part => part.Length > 0));

    /// <summary>The functions' routes.</summary>
    public void Map(WebApplication app, IEnumerable<FunctionDescriptor> functions)
    {
        app.Use(HideUnservedMethods);
        foreach (var function in functions)
        {
            var trigger = (HttpTriggerAttribute)function.Trigger;
            string route = "/" + Route(function, settings);
            RequestDelegate serve = context => ServeAsync(function, trigger.AuthLevel, context);
            var endpoint = trigger.Methods is { Length: > 0 } methods
                ? app.MapMethods(route, methods.Select(method => method.ToUpperInvariant()), serve)
                : app.Map(route, serve);
            endpoint.WithDisplayName(function.Name);
        }
    }

    // The Functions host answers 404, not 405, where a route exists but not for the method; clients must see here what they see there.
    private static async Task HideUnservedMethods(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (context.Response.StatusCode != StatusCodes.Status405MethodNotAllowed || context.Items.ContainsKey(Served) || context.Response.HasStarted)
            return;
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.Headers.Allow = default;
    }

    private async Task ServeAsync(FunctionDescriptor function, AuthorizationLevel level, HttpContext context)
    {
        context.Items[Served] = true;
        if (!keys.Permits(context.Request, level, function.Name))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        var invocation = new FunctionInvocation(function)
        {
            BindingData = BindingData(context.Request),
            BindAsync = (parameter, function) => BindAsync(parameter, context, function),
            Prepare = function =>
            {
                function.Items[FunctionContextExtensions.HttpContextKey] = context;
                context.RequestServices = function.InstanceServices;
            },
        };
        var services = context.RequestServices;
        using var unwanted = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await invoker.InvokeAsync(invocation, function => HttpResults.WriteAsync(context, function.Result), unwanted.Token);
        }
        catch (Exception error)
        {
            Fail(context, error);
        }
        finally
        {
            context.RequestServices = services;
        }
    }

    // The error itself is in the function's log; its text may hold what callers must not see.
    private void Fail(HttpContext context, Exception error)
    {
        if (context.RequestAborted.IsCancellationRequested)
            return;
        if (context.Response.HasStarted)
        {
            LogCutOff(error.GetType().Name);
            context.Abort();
            return;
        }

        context.Response.Clear();
        context.Response.StatusCode = error switch
        {
            BadHttpRequestException bad => bad.StatusCode,
            OperationCanceledException when lifetime.ApplicationStopping.IsCancellationRequested => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status500InternalServerError,
        };
    }

    private ValueTask<object?> BindAsync(ParameterInfo parameter, HttpContext context, LocalFunctionContext function)
    {
        if (parameter.ParameterType == typeof(HttpRequest))
            return new(context.Request);
        if (parameter == function.Invocation.Function.TriggerParameter || parameter.IsDefined(typeof(FromBodyAttribute)))
            return HttpBodyReader.ReadAsync(context.Request, parameter.ParameterType, options.Value.Serializer!, function.CancellationToken);
        return new(TextConversion.Bind(parameter, function.BindingContext.BindingData));
    }

    private static Dictionary<string, object?> BindingData(HttpRequest request)
    {
        var data = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in request.Query)
            data[name] = value.ToString();
        foreach (var (name, value) in request.RouteValues)
            data[name] = value;
        return data;
    }

    [LoggerMessage(20, LogLevel.Warning, "A response was cut off after it had begun: {Error}.")]
    private partial void LogCutOff(string error);
}
