using LocalHost.Tests.Functions.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LocalHost.Tests.Functions;

/// <summary>An orchestration with all that the host binds.</summary>
public sealed class DurableSampleFunctions(Recorder recorder)
{
    public sealed record Order(string Name, int Count);

    [Function("StartOrder")]
    public static async Task<IActionResult> StartAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "orders/{name}/{count:int}")] HttpRequest request,
        string name,
        int count,
        [DurableClient] DurableTaskClient client)
    {
        string id = await client.ScheduleNewOrchestrationInstanceAsync(nameof(OrderAsync), new Order(name, count), request.HttpContext.RequestAborted);
        return new AcceptedResult((string?)null, client.CreateHttpManagementPayload(id));
    }

    [Function(nameof(OrderAsync))]
    public static async Task<string> OrderAsync([OrchestrationTrigger] TaskOrchestrationContext context, Order order, FunctionContext function)
    {
        context.SetCustomStatus(new { step = "packing", function = function.FunctionDefinition.Name });
        string packed = string.Join(',', await Task.WhenAll(
            Enumerable.Range(0, order.Count).Select(index => context.CallActivityAsync<string>(nameof(PackAsync), order with { Count = index }))));
        return order.Name == "wait" ? packed + await context.WaitForExternalEvent<string>("go") : packed;
    }

    [Function(nameof(PackAsync))]
    public async Task<string> PackAsync([ActivityTrigger] Order order, string instanceId, FunctionContext context, CancellationToken cancellation)
    {
        await Task.Yield();
        cancellation.ThrowIfCancellationRequested();
        recorder.Add($"packed {instanceId.Length > 0} {context.FunctionDefinition.Name}");
        return order.Name == "broken" ? throw new InvalidOperationException("out of paper") : $"{order.Name}{order.Count}";
    }

    [Function(nameof(SlowAsync))]
    public static async Task SlowAsync([OrchestrationTrigger] TaskOrchestrationContext context) => await context.CallActivityAsync(nameof(LastForeverAsync));

    [Function(nameof(LastForeverAsync))]
    public async Task LastForeverAsync([ActivityTrigger] FunctionContext context)
    {
        recorder.Add("lasting");
        await Task.Delay(Timeout.Infinite, context.CancellationToken);
    }

    [Function("StartSlow")]
    public static async Task<IActionResult> StartSlowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "slow")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        new OkObjectResult(await client.ScheduleNewOrchestrationInstanceAsync(nameof(SlowAsync), request.HttpContext.RequestAborted));
}
