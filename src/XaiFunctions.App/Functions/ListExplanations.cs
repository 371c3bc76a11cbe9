using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Functions;

/// <summary>
/// <c>GET /api/explanations</c> lists jobs, filtered by <c>model</c>, <c>state</c>, <c>from</c> (inclusive) and <c>to</c> (exclusive), in pages of
/// <c>top</c>. Without <c>model</c> it tells of all models' jobs, which takes the role auditor or admin.
/// </summary>
public sealed class ListExplanations(Api api, JobTable jobs)
{
    /// <summary>Answers a page of jobs as the Jobs table has them, without progress and files.</summary>
    [Function(nameof(ListExplanations))]
    [Reads("model", "Only jobs of this model.")]
    [Reads("state", "Only jobs in this state.", Type = typeof(JobState))]
    [Reads("from", "The earliest time at which a job was asked for.", Type = typeof(DateTimeOffset))]
    [Reads("to", "The time before which a job was asked for.", Type = typeof(DateTimeOffset))]
    [Reads("top", "The most jobs in the answer, up to 500. Default 50.", Type = typeof(int))]
    [Reads("continuation", "Goes on after an answer that gave it.")]
    [Answers(200, typeof(JobListView))]
    [Problems(ProblemKinds.InvalidInput)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "explanations")] HttpRequest request,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            JobListQuery query = JobListQuery.Read(request.Query);
            JobPage page = await jobs.ListAsync(query.Filter, query.Top, query.After, cancellation);
            return Answer.Json(StatusCodes.Status200OK, new JobListView([.. page.Jobs.Select(job => JobView.Of(job, null, null))], page.Last?.ToString()));
        }, cancellation);
}
