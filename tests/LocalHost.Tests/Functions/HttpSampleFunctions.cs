using System.Net.Mime;
using LocalHost.Tests.Functions.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using WorkerFromBody = Microsoft.Azure.Functions.Worker.Http.FromBodyAttribute;

namespace LocalHost.Tests.Functions;

/// <summary>HTTP functions of every kind that the host serves.</summary>
public sealed class HttpSampleFunctions(Recorder recorder, ILogger<HttpSampleFunctions> logger)
{
    public sealed record Item(int Id, string Name);

    [Function("Static")]
    public static IActionResult Static([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        new OkObjectResult(new { method = request.Method });

    [Function("ById")]
    public IActionResult ById([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "items/{id:int}")] HttpRequest request, int id)
    {
        logger.LogInformation("asked for one");
        return new OkObjectResult(new Item(id, request.Path));
    }

    [Function("Path")]
    public static Task<IActionResult> PathAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "files/{job}/{*path}")] HttpRequest request, string job, string path) =>
        Task.FromResult<IActionResult>(new ContentResult { Content = $"{request.RouteValues["job"]} {job} {path}" });

    [Function("Optional")]
    public static IResult Optional(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "optional/{name?}")] HttpRequest request, string? name, string? color, int top = 7) =>
        Results.Text($"{request.Method} {name ?? "-"} {color ?? "-"} {top}", MediaTypeNames.Text.Plain);

    [Function("Body")]
    public static IActionResult Body(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "body")] HttpRequest request, [WorkerFromBody] Item item) =>
        new CreatedResult($"/items/{item.Id}", item with { Name = item.Name + request.ContentLength });

    [Function("Raw")]
    public async Task<IActionResult> RawAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "raw")] HttpRequest request, CancellationToken cancellation)
    {
        long length = 0;
        byte[] buffer = new byte[1 << 16];
        for (int read; (read = await request.Body.ReadAsync(buffer, cancellation)) > 0; length += read)
        {
        }

        recorder.Add("raw");
        return new OkObjectResult(length);
    }

    [Function("Problem")]
    public static IActionResult Problem([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "problem")] HttpRequest request) =>
        new ObjectResult(new ProblemDetails { Status = 422, Title = "Not so", Detail = request.Path }) { StatusCode = 422 };

    [Function("Throws")]
    public static IActionResult Throws([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "throws")] HttpRequest request) =>
        throw new InvalidOperationException($"secret of {request.Path}");

    [Function("Nothing")]
    public static Task NothingAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "nothing")] HttpRequest request) =>
        request.HttpContext.Response.WriteAsync("written by hand");

    [Function("Refuses")]
    public static IActionResult Refuses([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "refuses")] HttpRequest request) =>
        new StatusCodeResult(request.Method.Length == 3 ? 405 : 400);

    [Function("Waits")]
    public async Task<IActionResult> WaitsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "waits")] HttpRequest request, FunctionContext context)
    {
        recorder.Add("waiting");
        try
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            recorder.Add("cancelled");
            throw;
        }

        return new OkObjectResult(request.Path);
    }

    [Function("Keyed")]
    public static IActionResult Keyed([HttpTrigger(AuthorizationLevel.Function, "get", Route = "keyed")] HttpRequest request) =>
        new OkObjectResult(request.Path);

    [Function("AdminOnly")]
    public static IActionResult AdminOnly([HttpTrigger(AuthorizationLevel.Admin, "get", Route = "adminonly")] HttpRequest request) =>
        new OkObjectResult(request.Path);

    [Function("Context")]
    public IActionResult Context([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "context")] HttpRequest request, FunctionContext context)
    {
        context.GetLogger("Named").LogInformation("from the context");
        bool same = ReferenceEquals(context.GetHttpContext(), request.HttpContext)
            && ReferenceEquals(context.InstanceServices, request.HttpContext.RequestServices);
        recorder.Add($"function {context.FunctionDefinition.Name}");
        return new OkObjectResult(new
        {
            same,
            context.FunctionDefinition.EntryPoint,
            trigger = context.FunctionDefinition.InputBindings["request"].Type,
            item = context.Items["given"],
        });
    }
}
