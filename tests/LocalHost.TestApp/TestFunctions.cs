using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;

namespace LocalHost.TestApp;

/// <summary>Functions that write what they do into the file <c>OUT</c>, so that a test can read it when the process is gone.</summary>
public sealed class TestFunctions(IConfiguration configuration)
{
    private static readonly Lock Gate = new();

    [Function("Ping")]
    public static IActionResult Ping([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "ping/{name?}")] HttpRequest request) =>
        new OkObjectResult(request.Method);

    [Function("OnDrop")]
    public async Task OnDropAsync([BlobTrigger("%CONTAINER%/{name}")] BlobClient blob, string name, CancellationToken cancellation)
    {
        Write($"begin {blob.Name}");
        if (name.StartsWith("long", StringComparison.Ordinal) && configuration["HURRY"] is null)
            await Task.Delay(Timeout.Infinite, cancellation);
        Write($"end {blob.Name}");
    }

    [Function("OnTimer")]
    public void OnTimer([TimerTrigger("0 0 0 1 1 *", RunOnStartup = true)] TimerInfo timer) => Write($"timer {timer.IsPastDue}");

    [Function("StartChain")]
    public static async Task<IActionResult> StartChainAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "chain")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        new OkObjectResult(await client.ScheduleNewOrchestrationInstanceAsync(nameof(ChainAsync), request.HttpContext.RequestAborted));

    [Function(nameof(ChainAsync))]
    public static async Task ChainAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        await context.CallActivityAsync(nameof(StepAsync), "first");
        await context.CallActivityAsync(nameof(StepAsync), "long second");
    }

    [Function(nameof(StepAsync))]
    public async Task StepAsync([ActivityTrigger] string step, CancellationToken cancellation)
    {
        Write($"begin {step}");
        if (step.StartsWith("long", StringComparison.Ordinal) && configuration["HURRY"] is null)
            await Task.Delay(Timeout.Infinite, cancellation);
        Write($"end {step}");
    }

    private void Write(string line)
    {
        lock (Gate)
            File.AppendAllText(configuration["OUT"]!, line + Environment.NewLine);
    }
}
