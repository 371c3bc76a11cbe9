using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using XaiFunctions.LocalHost.DurableTask;
using XaiFunctions.LocalHost.Functions.Keys;

namespace XaiFunctions.LocalHost.Functions.Durable;

/// <summary>The durable extension's HTTP API, by which instances are watched and managed; the system key opens it.</summary>
internal sealed class InstanceApi(DurableHub hub, KeyRing keys)
{
    private const string Instances = ManagementAddresses.Path + "/instances";
    private const string Instance = Instances + "/{id}";
    private const string ContinuationHeader = "x-ms-continuation-token";

    /// <summary>Serves the API.</summary>
    public void Map(WebApplication app)
    {
        app.MapGet(Instances, Guarded(ListAsync));
        app.MapGet(Instance, Guarded(GetAsync));
        app.MapDelete(Instances, Guarded(PurgeManyAsync));
        app.MapDelete(Instance, Guarded(PurgeAsync));
        app.MapPost(Instance + "/raiseEvent/{name}", Guarded(RaiseEventAsync));
        app.MapPost(Instance + "/terminate", Guarded(ManageRunning((id, reason, stop) => hub.Client.TerminateInstanceAsync(id, (object?)reason, stop))));
        app.MapPost(Instance + "/suspend", Guarded(ManageRunning((id, reason, stop) => hub.Client.SuspendInstanceAsync(id, reason, stop))));
        app.MapPost(Instance + "/resume", Guarded(ManageRunning((id, reason, stop) => hub.Client.ResumeInstanceAsync(id, reason, stop))));
        app.MapPost(Instance + "/restart", Guarded(RestartAsync));
    }

    private RequestDelegate Guarded(Func<HttpContext, Task<int>> serve) => async context =>
    {
        if (!keys.PermitsSystem(context.Request, KeyRing.Durable))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        try
        {
            int status = await serve(context);
            if (!context.Response.HasStarted)
                context.Response.StatusCode = status;
        }
        catch (InstanceNotFoundException)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
        catch (Exception error) when (error is FormatException or JsonException)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync(error.Message, context.RequestAborted);
        }
    };

    private async Task<int> GetAsync(HttpContext context)
    {
        if (await hub.Client.GetInstanceAsync(Id(context), true, context.RequestAborted) is not { } instance)
            return StatusCodes.Status404NotFound;

        bool failed = instance.RuntimeStatus == OrchestrationRuntimeStatus.Failed;
        context.Response.StatusCode = failed && Flag(context, "returnInternalServerErrorOnFailure", false)
            ? StatusCodes.Status500InternalServerError
            : instance.IsCompleted ? StatusCodes.Status200OK : StatusCodes.Status202Accepted;
        if (!instance.IsCompleted)
        {
            context.Response.Headers.Location = ManagementAddresses.Of(hub.Client).Payload(instance.InstanceId, Root(context)).StatusQueryGetUri;
            context.Response.Headers.RetryAfter = "10";
        }

        await WriteAsync(context, writer => InstanceJson.Write(writer, instance, Flag(context, "showInput", true)));
        return context.Response.StatusCode;
    }

    private async Task<int> ListAsync(HttpContext context)
    {
        var query = new OrchestrationQuery(
            Time(context, "createdTimeFrom"),
            Time(context, "createdTimeTo"),
            Statuses(context),
            null,
            Text(context, "instanceIdPrefix"),
            Number(context, "top") ?? OrchestrationQuery.DefaultPageSize,
            true,
            context.Request.Headers[ContinuationHeader].ToString() is { Length: > 0 } token ? token : null);
        await foreach (var page in hub.Client.GetAllInstancesAsync(query).AsPages(query.ContinuationToken, query.PageSize))
        {
            if (page.ContinuationToken is not null)
                context.Response.Headers[ContinuationHeader] = page.ContinuationToken;
            await WriteAsync(context, writer =>
            {
                writer.WriteStartArray();
                foreach (var instance in page.Values)
                    InstanceJson.Write(writer, instance, Flag(context, "showInput", true));
                writer.WriteEndArray();
            });
            return StatusCodes.Status200OK;
        }

        await WriteAsync(context, writer => writer.WriteRawValue("[]"));
        return StatusCodes.Status200OK;
    }

    private async Task<int> PurgeAsync(HttpContext context) =>
        await PurgedAsync(context, await hub.Client.PurgeInstanceAsync(Id(context), context.RequestAborted));

    private async Task<int> PurgeManyAsync(HttpContext context)
    {
        var filter = new PurgeInstancesFilter(
            Time(context, "createdTimeFrom") ?? throw new FormatException("'createdTimeFrom' is missing."), Time(context, "createdTimeTo"), Statuses(context));
        return await PurgedAsync(context, await hub.Client.PurgeAllInstancesAsync(filter, context.RequestAborted));
    }

    private static async Task<int> PurgedAsync(HttpContext context, PurgeResult result)
    {
        if (result.PurgedInstanceCount == 0)
            return StatusCodes.Status404NotFound;
        await context.Response.WriteAsJsonAsync(new { instancesDeleted = result.PurgedInstanceCount }, context.RequestAborted);
        return StatusCodes.Status200OK;
    }

    private async Task<int> RaiseEventAsync(HttpContext context)
    {
        object? payload = null;
        if (context.Request.ContentLength is not 0)
        {
            if (!context.Request.HasJsonContentType())
                throw new FormatException("An event's payload must be application/json.");
            payload = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body, JsonSerializerOptions.Default, context.RequestAborted);
        }

        string name = context.Request.RouteValues["name"]!.ToString()!;
        return await ForRunningAsync(context, id => hub.Client.RaiseEventAsync(id, name, payload, context.RequestAborted));
    }

    private Func<HttpContext, Task<int>> ManageRunning(Func<string, string?, CancellationToken, Task> manage) => context =>
        ForRunningAsync(context, id => manage(id, Text(context, "reason"), context.RequestAborted));

    private async Task<int> ForRunningAsync(HttpContext context, Func<string, Task> manage)
    {
        if (await hub.Client.GetInstanceAsync(Id(context), context.RequestAborted) is not { } instance)
            return StatusCodes.Status404NotFound;
        if (instance.IsCompleted)
            return StatusCodes.Status410Gone;
        try
        {
            await manage(instance.InstanceId);
            return StatusCodes.Status202Accepted;
        }
        catch (InvalidOperationException error)
        {
            // Such as to resume what is not suspended.
            await WriteTextAsync(context, StatusCodes.Status400BadRequest, error.Message);
            return StatusCodes.Status400BadRequest;
        }
    }

    private async Task<int> RestartAsync(HttpContext context)
    {
        string id = await hub.Client.RestartAsync(Id(context), Flag(context, "restartWithNewInstanceId", true), context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        await context.Response.WriteAsJsonAsync(ManagementAddresses.Of(hub.Client).Payload(id, Root(context)), context.RequestAborted);
        return StatusCodes.Status202Accepted;
    }

    private static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        write(writer);
        await writer.FlushAsync(context.RequestAborted);
    }

    private static Task WriteTextAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    private static string Root(HttpContext context) => $"{context.Request.Scheme}://{context.Request.Host}";

    private static string Id(HttpContext context) => context.Request.RouteValues["id"]!.ToString()!;

    private static string? Text(HttpContext context, string name) =>
        context.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    private static bool Flag(HttpContext context, string name, bool fallback) => Text(context, name) is not { } text
        ? fallback
        : bool.TryParse(text, out bool value) ? value : throw new FormatException($"'{name}' must be true or false.");

    private static int? Number(HttpContext context, string name) => Text(context, name) is not { } text
        ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0
            ? value
            : throw new FormatException($"'{name}' must be a positive number.");

    private static DateTimeOffset? Time(HttpContext context, string name) => Text(context, name) is not { } text
        ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var value)
            ? value
            : throw new FormatException($"'{name}' is no time.");

    private static OrchestrationRuntimeStatus[]? Statuses(HttpContext context) => Text(context, "runtimeStatus") is not { } text
        ? null
        : [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(name =>
            Enum.TryParse<OrchestrationRuntimeStatus>(name, ignoreCase: true, out var status)
                ? status
                : throw new FormatException("'runtimeStatus' names no status."))];
}
