using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using XaiFunctions.App.Access;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;
using XaiFunctions.App.Jobs;

namespace XaiFunctions.App.Functions;

/// <summary>
/// <c>POST /api/models/{model}/backfill</c> explains files that lie in <c>scoring/{model}/</c> and raised no event, a page of 100 at a time. Files that
/// have a job are left alone.
/// </summary>
public sealed class BackfillModel(Api api, Backfill backfill)
{
    private const string Shape =
        "The body must be an object with the members 'prefix', 'since' (a time as in RFC 3339), 'dryRun' and 'continuation', each of them optional.";

    /// <summary>Answers how many jobs were started, and where to go on.</summary>
    [Function(nameof(BackfillModel))]
    [Takes(typeof(BackfillRequest))]
    [Answers(200, typeof(BackfillResult))]
    [Problems(ProblemKinds.InvalidInput, ProblemKinds.TooLarge, ProblemKinds.UnsupportedMediaType)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "models/{model}/backfill")] HttpRequest request,
        string model,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            Api.Name(model, "model's name");
            BackfillRequest asked = await SmallBody.ReadAsync<BackfillRequest>(request, Shape, cancellation);
            return Answer.Json(StatusCodes.Status200OK, await backfill.RunAsync(client, model, asked, Caller.Of(request).Actor, cancellation));
        }, cancellation);
}
