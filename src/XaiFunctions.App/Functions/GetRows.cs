using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Functions;

/// <summary><c>GET /api/explanations/{job}/rows?from=&amp;top=</c> gives the records of a completed job's rows in pages.</summary>
public sealed class GetRows(Api api, JobTable jobs, FileAnswers files)
{
    /// <summary>Answers a page, or 304 if the caller has it already.</summary>
    [Function(nameof(GetRows))]
    [Reads("from", "The number of the first row, from 1. Default 1.", Type = typeof(long))]
    [Reads("top", "The most rows in the answer, up to 1000. Default 100.", Type = typeof(int))]
    [Answers(200, typeof(RowListView))]
    [Answers(200, "application/jsonl")]
    [Answers(304)]
    [Problems(ProblemKinds.InvalidInput, ProblemKinds.NotFound, ProblemKinds.NotAcceptable)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "explanations/{job}/rows")] HttpRequest request,
        string job,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            RowListQuery query = RowListQuery.Read(request);
            JobRecord record = await Api.FindJobAsync(jobs, job, cancellation);
            Answer page = await files.FindRowsAsync(request, record, query, cancellation)
                ?? throw new ProblemException(Problem.NotFound("The explanation has no rows, or not yet."));
            return page.With("Vary", "Accept");
        }, cancellation);
}
