using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Access;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;
using XaiFunctions.App.Http.Pages;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Functions;

/// <summary>
/// <c>GET /api/</c> is a page for people: the registered models that are open to the caller, and their most recent jobs. A browser passes the key as
/// <c>?code=</c>.
/// </summary>
public sealed class GetHome(Api api, ModelAccess access, JobTable jobs)
{
    private const int JobsOfAModel = 20;
    private const int JobsShown = 50;

    /// <summary>Answers the page.</summary>
    // The host takes an empty route for none and would put the function's name there; a segment that must be empty is the way round it.
    [Function(nameof(GetHome))]
    [Answers(200, "text/html")]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "{nothing:maxlength(0)?}")] HttpRequest request,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            ModelListView models = ModelListView.Of(await access.ListOpenAsync(Caller.Of(request), cancellation));
            // Jobs are sorted by time within a model only.
            JobPage[] recent = await Task.WhenAll(models.Models.Select(model => jobs.ListAsync(new JobFilter { Model = model.Name }, JobsOfAModel, null, cancellation)));
            JobRecord[] newest = [.. recent.SelectMany(page => page.Jobs).OrderByDescending(job => job.CreatedAt).Take(JobsShown)];
            return HomePage.Of(models, newest, Page.KeyOf(request));
        }, cancellation);
}
