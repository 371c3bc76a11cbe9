using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;
using XaiFunctions.App.Storage;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.App.Functions;

/// <summary><c>GET /api/explanations/{job}/rows/{row}</c> gives the record of one row: its inputs, attributions, intervals and reasons.</summary>
public sealed class GetRow(Api api, JobTable jobs, FileAnswers files)
{
    /// <summary>Answers the record, or 304 if the caller has it already.</summary>
    [Function(nameof(GetRow))]
    [Answers(200, typeof(RowExplanation))]
    [Answers(304)]
    [Problems(ProblemKinds.NotFound)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "explanations/{job}/rows/{row}")] HttpRequest request,
        string job,
        string row,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            JobRecord record = await Api.FindJobAsync(jobs, job, cancellation);
            Answer? answer = long.TryParse(row, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= 1
                ? await files.FindRowAsync(request, record, number, cancellation)
                : null;
            return answer ?? throw new ProblemException(Problem.NotFound("The explanation has no such row, or not yet; a row that was rejected is in rejected.csv."));
        }, cancellation);
}
