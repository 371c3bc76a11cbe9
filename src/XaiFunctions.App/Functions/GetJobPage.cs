using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;
using XaiFunctions.App.Http.Pages;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Functions;

/// <summary>
/// <c>GET /api/explanations/{job}/page</c> is a page for people: how far a job is, as it goes on, and its report once it has ended. A browser passes the
/// key as <c>?code=</c>.
/// </summary>
public sealed class GetJobPage(Api api, JobTable jobs, FileAnswers files, TimeProvider time)
{
    /// <summary>Answers the page.</summary>
    [Function(nameof(GetJobPage))]
    [Answers(200, "text/html")]
    [Answers(304)]
    [Problems(ProblemKinds.NotFound)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "explanations/{job}/page")] HttpRequest request,
        string job,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            JobRecord record = await Api.FindJobAsync(jobs, job, cancellation);
            if (record.State is JobState.Completed or JobState.Failed && await files.FindAsync(request, record, DocumentStore.Report, cancellation) is { } report)
                return report;
            OrchestrationMetadata? instance = record.HasEnded ? null : await client.GetInstanceAsync(job, getInputsAndOutputs: true, cancellation);
            return ProgressPage.Of(JobView.Of(record, instance, null), time.GetUtcNow());
        }, cancellation);
}
