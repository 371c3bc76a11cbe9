using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using XaiFunctions.App.Access;
using XaiFunctions.App.AuditLog;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Functions;

/// <summary><c>DELETE /api/explanations/{job}</c> cancels a job that runs, or deletes the documents of one that has ended.</summary>
public sealed class DeleteExplanation(Api api, JobTable jobs, WorkStore work, JobRemover remover, AuditLogWriter log, TimeProvider time)
{
    private const string PollSeconds = "2";

    /// <summary>Answers 202 while a job is being cancelled, 204 when its documents are gone.</summary>
    [Function(nameof(DeleteExplanation))]
    [Answers(202, typeof(JobView))]
    [Answers(204)]
    [Problems(ProblemKinds.NotFound)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "explanations/{job}")] HttpRequest request,
        string job,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            JobRecord record = await jobs.MarkCancellingAsync(Api.Job(job), cancellation) ?? throw new ProblemException(Api.NoJob());
            OrchestrationMetadata? instance = await client.GetInstanceAsync(job, cancellation);
            if (!record.HasEnded && instance is { IsCompleted: false })
            {
                // Activities look for the marker and stop; the orchestration then cleans up. Terminating it would leave both undone.
                await work.CancelAsync(job, cancellation);
                return Answer.Json(StatusCodes.Status202Accepted, JobView.Of(record, null, null)).With("Location", JobView.Address(job)).With("Retry-After", PollSeconds);
            }

            await log.AppendAsync([AuditEvents.Deleted(record, Caller.Of(request).Actor, time.GetUtcNow())], cancellation);
            if (instance is not null)
                await client.PurgeInstanceAsync(job, new PurgeInstanceOptions(Recursive: true), cancellation);
            await remover.RemoveAsync(record, cancellation);
            return Answer.Empty(StatusCodes.Status204NoContent);
        }, cancellation);
}
