using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using XaiFunctions.App.Http;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Functions;

/// <summary><c>GET /api/explanations/{job}</c> tells how far a job is and, once it has ended, where its files are.</summary>
public sealed class GetExplanation(Api api, JobTable jobs, DocumentStore documents)
{
    private const string PollSeconds = "2";

    /// <summary>Answers the job.</summary>
    [Function(nameof(GetExplanation))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "explanations/{job}")] HttpRequest request,
        string job,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            JobRecord record = await jobs.FindAsync(Api.Job(job), cancellation) ?? throw new ProblemException(Api.NoJob());
            if (record.HasEnded)
                return Answer.Json(StatusCodes.Status200OK, JobView.Of(record, null, await documents.ListAsync(record.Model, job, cancellation)));

            OrchestrationMetadata? instance = await client.GetInstanceAsync(job, getInputsAndOutputs: true, cancellation);
            return Answer.Json(StatusCodes.Status200OK, JobView.Of(record, instance, null)).With("Retry-After", PollSeconds);
        }, cancellation);
}
