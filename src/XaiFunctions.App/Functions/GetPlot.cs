using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Functions;

/// <summary><c>GET /api/explanations/{job}/plots/{plot}.svg</c> gives one plot of a job's report as an SVG file.</summary>
public sealed class GetPlot(Api api, JobTable jobs, FileAnswers files)
{
    /// <summary>Answers the plot, or 304 if the caller has it already.</summary>
    [Function(nameof(GetPlot))]
    [Answers(200, "image/svg+xml")]
    [Answers(304)]
    [Problems(ProblemKinds.NotFound)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "explanations/{job}/plots/{plot}.svg")] HttpRequest request,
        string job,
        string plot,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            JobRecord record = await Api.FindJobAsync(jobs, job, cancellation);
            return await files.FindPlotAsync(request, record, plot, cancellation) ?? throw new ProblemException(Problem.NotFound("There is no such plot, or not yet; explanations/{job}/plots lists them."));
        }, cancellation);
}
