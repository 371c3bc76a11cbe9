using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;
using XaiFunctions.App.Storage;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.App.Functions;

/// <summary>
/// <c>GET /api/explanations/{job}</c> tells how far a job is and, once it has ended, where its files are. A caller that names a form
/// (<c>Accept</c>) gets a completed job's file of that form instead.
/// </summary>
public sealed class GetExplanation(Api api, JobTable jobs, DocumentStore documents, FileAnswers files)
{
    private const string PollSeconds = "2";

    /// <summary>Answers the job, or its file in the form that the caller names.</summary>
    [Function(nameof(GetExplanation))]
    [Answers(200, typeof(JobView))]
    [Answers(200, typeof(ExplanationDocument))]
    [Answers(200, "application/jsonl")]
    [Answers(200, "text/csv")]
    [Answers(200, "text/html")]
    [Answers(200, "text/markdown")]
    [Answers(304)]
    [Problems(ProblemKinds.NotFound, ProblemKinds.NotAcceptable)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "explanations/{job}")] HttpRequest request,
        string job,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            JobRecord record = await Api.FindJobAsync(jobs, job, cancellation);
            if (record.State == JobState.Completed && ExplanationForm.Wanted(request) is { } form)
            {
                Answer answer = await files.FindAsync(request, record, form, cancellation)
                    ?? throw new ProblemException(Problem.NotFound("The explanation has no such file any more."));
                return answer.With("Vary", "Accept");
            }

            if (record.HasEnded)
                return Answer.Json(StatusCodes.Status200OK, JobView.Of(record, null, await documents.ListAsync(record.Model, job, cancellation))).With("Vary", "Accept");

            OrchestrationMetadata? instance = await client.GetInstanceAsync(job, getInputsAndOutputs: true, cancellation);
            return Answer.Json(StatusCodes.Status200OK, JobView.Of(record, instance, null)).With("Retry-After", PollSeconds).With("Vary", "Accept");
        }, cancellation);
}
