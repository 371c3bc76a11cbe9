using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using XaiFunctions.App.Access;
using XaiFunctions.App.Audits;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;
using XaiFunctions.App.Models;

namespace XaiFunctions.App.Functions;

/// <summary><c>POST /api/models/{model}/audits</c> audits what was scored in a period: <c>{ "from": ..., "to": ... }</c>, by default the last day.</summary>
public sealed class CreateAudit(Api api, ModelRegistry registry, SweepStarter starter, SweepTable table, TimeProvider time)
{
    /// <summary>Answers 202 with the address of the audit.</summary>
    [Function(nameof(CreateAudit))]
    [Takes(typeof(AuditRequest))]
    [Answers(202, typeof(AuditView))]
    [Problems(ProblemKinds.InvalidInput, ProblemKinds.NotFound, ProblemKinds.TooLarge, ProblemKinds.UnsupportedMediaType)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "models/{model}/audits")] HttpRequest request,
        string model,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            Api.Name(model, "model's name");
            if (await registry.LatestVersionAsync(model, cancellation) is null)
                throw new ProblemException(Problem.NotFound($"No model '{model}' is registered."));
            Sweep sweep = (await SmallBody.ReadAsync<AuditRequest>(request, "The body must be an object with the times 'from' and 'to', each of which may be left out, and nothing else.", cancellation))
                .ToSweep(model, time.GetUtcNow()) with
            { Actor = Caller.Of(request).Actor };
            await starter.StartAsync(client, sweep, cancellation);
            SweepRecord record = await table.FindAsync(model, sweep.Id, cancellation) ?? new SweepRecord(sweep, SweepState.Running);
            return Answer.Json(StatusCodes.Status202Accepted, AuditView.Of(record)).With("Location", AuditView.Address(model, sweep.Id)).With("Retry-After", "2");
        }, cancellation);
}
