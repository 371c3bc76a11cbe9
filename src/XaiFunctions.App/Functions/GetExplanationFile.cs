using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;
using XaiFunctions.App.Storage;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.App.Functions;

/// <summary><c>GET /api/explanations/{job}/files/{name}</c> gives one of a job's files.</summary>
public sealed class GetExplanationFile(Api api, JobTable jobs, FileAnswers files)
{
    /// <summary>Answers the file's bytes, or 304 if the caller has them already.</summary>
    [Function(nameof(GetExplanationFile))]
    [Answers(200, typeof(ExplanationDocument))]
    [Answers(200, "application/jsonl")]
    [Answers(200, "text/csv")]
    [Answers(200, "text/html")]
    [Answers(304)]
    [Problems(ProblemKinds.NotFound)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "explanations/{job}/files/{name}")] HttpRequest request,
        string job,
        string name,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            JobRecord record = await Api.FindJobAsync(jobs, job, cancellation);
            return await files.FindAsync(request, record, name, cancellation)
                ?? throw new ProblemException(Problem.NotFound("The explanation has no such file, or not yet."));
        }, cancellation);
}
