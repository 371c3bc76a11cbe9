using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;
using XaiFunctions.App.Privacy.Erasures;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Functions;

/// <summary><c>GET /api/erasures/{erasure}</c> tells where an erasure stands.</summary>
public sealed class GetErasure(Api api, ErasureTable table)
{
    /// <summary>Answers what is known of the erasure.</summary>
    [Function(nameof(GetErasure))]
    [Answers(200, typeof(ErasureView))]
    [Problems(ProblemKinds.NotFound)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "erasures/{erasure}")] HttpRequest request,
        string erasure,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            ErasureRecord? record = NameRules.IsJob(erasure) ? await table.FindAsync(erasure, cancellation) : null;
            return Answer.Json(StatusCodes.Status200OK, ErasureView.Of(record ?? throw new ProblemException(Problem.NotFound("There is no such erasure."))));
        }, cancellation);
}
