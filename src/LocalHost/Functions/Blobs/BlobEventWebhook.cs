using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using XaiFunctions.LocalHost.Functions.Keys;

namespace XaiFunctions.LocalHost.Functions.Blobs;

/// <summary>
/// The address to which Event Grid posts blob events: <c>/runtime/webhooks/blobs?functionName=Host.Functions.NAME&amp;code=KEY</c>. Both of
/// its schemas are taken, with the handshake by which each proves that the address wants the events.
/// </summary>
internal sealed partial class BlobEventWebhook(
    BlobFunctions functions, BlobDispatcher dispatcher, KeyRing keys, ILogger<BlobEventWebhook> logger)
{
    /// <summary>The path.</summary>
    public const string Path = "/runtime/webhooks/blobs";

    private const string Created = "Microsoft.Storage.BlobCreated";

    /// <summary>Serves the path.</summary>
    public void Map(WebApplication app)
    {
        app.MapPost(Path, (RequestDelegate)PostAsync);
        app.MapMethods(Path, [HttpMethods.Options], (RequestDelegate)OptionsAsync);
    }

    // The CloudEvents handshake ("abuse protection" of the HTTP 1.1 web hooks specification): the sender asks by OPTIONS, naming itself.
    private Task OptionsAsync(HttpContext context)
    {
        if (Find(context) is null)
            return Task.CompletedTask;
        string origin = context.Request.Headers["WebHook-Request-Origin"].ToString();
        if (origin.Length == 0)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return Task.CompletedTask;
        }

        context.Response.Headers["WebHook-Allowed-Origin"] = origin;
        context.Response.Headers["WebHook-Allowed-Rate"] = "*";
        return Task.CompletedTask;
    }

    private async Task PostAsync(HttpContext context)
    {
        if (Find(context) is not { } function)
            return;
        try
        {
            using var document = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
            var events = document.RootElement.ValueKind == JsonValueKind.Array
                ? document.RootElement.EnumerateArray().ToList()
                : [document.RootElement];
            if (ValidationCode(events) is { } code)
            {
                await context.Response.WriteAsJsonAsync(new { validationResponse = code }, context.RequestAborted);
                return;
            }

            foreach (var item in events.Where(IsCreated))
                await NotifyAsync(function, item, context.RequestAborted);
            context.Response.StatusCode = StatusCodes.Status202Accepted;
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
        }
        catch (RequestFailedException error)
        {
            // Event Grid repeats what was not accepted.
            LogStorage(error, function.Function.Name);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
    }

    private BlobFunction? Find(HttpContext context)
    {
        if (!keys.PermitsSystem(context.Request, KeyRing.Blobs))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return null;
        }

        string name = context.Request.Query["functionName"].ToString();
        var function = functions.All.FirstOrDefault(item => item.QualifiedName.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (function is null)
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        return function;
    }

    private static string? ValidationCode(List<JsonElement> events) =>
        events.Count == 1
        && Text(events[0], "eventType") == "Microsoft.EventGrid.SubscriptionValidationEvent"
        && events[0].TryGetProperty("data", out var data)
            ? Text(data, "validationCode")
            : null;

    private static bool IsCreated(JsonElement item) => (Text(item, "eventType") ?? Text(item, "type")) == Created;

    private async Task NotifyAsync(BlobFunction function, JsonElement item, CancellationToken cancellation)
    {
        var (container, blob) = Location(item);
        if (container != function.Pattern.Container || !function.Pattern.TryMatch(blob, out _))
            return;
        try
        {
            // Events come late, twice and out of order: what counts is the blob as it is now.
            var properties = (await function.Container.GetBlobClient(blob).GetPropertiesAsync(cancellationToken: cancellation)).Value;
            await dispatcher.OfferAsync(function, new BlobVersion(blob, properties.ETag, $"{properties.BlobType}Blob"), cancellation);
        }
        catch (RequestFailedException error) when (error.Status == StatusCodes.Status404NotFound)
        {
            LogGone(function.Function.Name);
        }
    }

    private static (string Container, string Blob) Location(JsonElement item)
    {
        const string Containers = "/blobServices/default/containers/";
        const string Blobs = "/blobs/";
        string? subject = Text(item, "subject");
        if (subject is not null && subject.StartsWith(Containers, StringComparison.Ordinal) && subject.IndexOf(Blobs, StringComparison.Ordinal) is var at and > 0)
        {
            // The first part's own "/blobServices" holds no "/blobs/", so the first match is the one behind the container.
            return (subject[Containers.Length..at], subject[(at + Blobs.Length)..]);
        }

        string address = (item.TryGetProperty("data", out var data) ? Text(data, "url") : null)
            ?? throw new FormatException("The event names no blob.");
        var parts = new BlobUriBuilder(new Uri(address));
        return (parts.BlobContainerName, parts.BlobName);
    }

    private static string? Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    [LoggerMessage(60, LogLevel.Information, "An event told of a blob for function '{Function}' that is not there.")]
    private partial void LogGone(string function);

    [LoggerMessage(61, LogLevel.Warning, "The storage service failed while an event for function '{Function}' was taken.")]
    private partial void LogStorage(Exception error, string function);
}
