using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Audits;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;

namespace XaiFunctions.App.Functions;

/// <summary><c>GET /api/models/{model}/audit-policy</c> tells how a model is audited; without a policy of its own, the default.</summary>
public sealed class GetAuditPolicy(Api api, AuditPolicies policies)
{
    /// <summary>Answers the policy.</summary>
    [Function(nameof(GetAuditPolicy))]
    [Answers(200, typeof(AuditPolicy))]
    [Problems(ProblemKinds.InvalidInput)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "models/{model}/audit-policy")] HttpRequest request,
        string model,
        CancellationToken cancellation) => api.RunAsync(
            async () => Answer.Json(StatusCodes.Status200OK, await policies.FindAsync(Api.Name(model, "model's name"), cancellation)), cancellation);
}
