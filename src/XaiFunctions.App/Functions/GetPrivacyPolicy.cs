using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;
using XaiFunctions.App.Privacy;

namespace XaiFunctions.App.Functions;

/// <summary><c>GET /api/models/{model}/privacy-policy</c> tells how the people behind a model's rows are kept private; without a policy of its own, the default.</summary>
public sealed class GetPrivacyPolicy(Api api, PrivacyPolicies policies)
{
    /// <summary>Answers the policy.</summary>
    [Function(nameof(GetPrivacyPolicy))]
    [Answers(200, typeof(PrivacyPolicy))]
    [Problems(ProblemKinds.InvalidInput)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "models/{model}/privacy-policy")] HttpRequest request,
        string model,
        CancellationToken cancellation) => api.RunAsync(
            async () => Answer.Json(StatusCodes.Status200OK, await policies.FindAsync(Api.Name(model, "model's name"), cancellation)), cancellation);
}
