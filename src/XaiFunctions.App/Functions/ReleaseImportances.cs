using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Access;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;
using XaiFunctions.App.Privacy;
using XaiFunctions.App.Privacy.Releases;

namespace XaiFunctions.App.Functions;

/// <summary>
/// <c>POST /api/models/{model}/importances:release</c> gives a job's global importances under differential privacy, as far as the budget of the model's privacy policy goes. The same question has the same
/// answer and costs once.
/// </summary>
public sealed class ReleaseImportances(Api api, ImportanceReleaser releaser)
{
    private const string Shape = "The body must be an object with 'job', 'epsilon' and, if wanted, 'output', 'mechanism' (laplace or analyticGaussian) and 'delta', and nothing else.";

    /// <summary>Answers the release.</summary>
    [Function(nameof(ReleaseImportances))]
    [Takes(typeof(ReleaseInput))]
    [Answers(200, typeof(ImportanceRelease))]
    [Problems(ProblemKinds.InvalidInput, ProblemKinds.NotFound, ProblemKinds.Conflict, ProblemKinds.TooLarge, ProblemKinds.UnsupportedMediaType)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "models/{model}/importances:release")] HttpRequest request,
        string model,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            Api.Name(model, "model's name");
            ReleaseInput input = await SmallBody.ReadAsync<ReleaseInput>(request, Shape, cancellation, PrivacyPolicy.Format);
            return Answer.Json(StatusCodes.Status200OK, await releaser.ReleaseAsync(model, input, Caller.Of(request).Actor, cancellation));
        }, cancellation);
}
