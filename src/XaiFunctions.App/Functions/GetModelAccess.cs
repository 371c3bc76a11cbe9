using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Access;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;

namespace XaiFunctions.App.Functions;

/// <summary><c>GET /api/models/{model}/access</c> tells to whom a model is open.</summary>
public sealed class GetModelAccess(Api api, ModelAccess access)
{
    /// <summary>Answers the lists; a list that is missing leaves it to the role.</summary>
    [Function(nameof(GetModelAccess))]
    [Answers(200, typeof(AccessLists))]
    [Problems(ProblemKinds.InvalidInput)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "models/{model}/access")] HttpRequest request,
        string model,
        CancellationToken cancellation) => api.RunAsync(
            async () => Answer.Json(StatusCodes.Status200OK, await access.FindAsync(Api.Name(model, "model's name"), cancellation)), cancellation);
}
