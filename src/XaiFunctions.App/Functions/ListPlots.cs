using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Functions;

/// <summary><c>GET /api/explanations/{job}/plots</c> lists the plots of a job's report.</summary>
public sealed class ListPlots(Api api, JobTable jobs, FileAnswers files)
{
    /// <summary>Answers the plots, or 304 if the caller has the list already.</summary>
    [Function(nameof(ListPlots))]
    [Answers(200, typeof(PlotListView))]
    [Answers(304)]
    [Problems(ProblemKinds.NotFound)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "explanations/{job}/plots")] HttpRequest request,
        string job,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            JobRecord record = await Api.FindJobAsync(jobs, job, cancellation);
            return await files.FindPlotsAsync(request, record, cancellation) ?? throw new ProblemException(Problem.NotFound("There are no plots, or not yet."));
        }, cancellation);
}
