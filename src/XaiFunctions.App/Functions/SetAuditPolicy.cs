using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Access;
using XaiFunctions.App.AuditLog;
using XaiFunctions.App.Audits;
using XaiFunctions.App.Callbacks;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;

namespace XaiFunctions.App.Functions;

/// <summary><c>PUT /api/models/{model}/audit-policy</c> says when a model is audited, what its labels mean, which rules raise alerts, and where alerts go.</summary>
public sealed class SetAuditPolicy(Api api, AuditPolicies policies, CallbackAddress addresses, AuditLogWriter log, TimeProvider time)
{
    private const string Shape = "The body must be an object with 'everyHours' or 'schedule', 'output', 'labels', 'rules' and 'deliver', as the README says, and nothing else.";

    /// <summary>Answers the policy as it now is.</summary>
    [Function(nameof(SetAuditPolicy))]
    [Takes(typeof(AuditPolicy))]
    [Answers(200, typeof(AuditPolicy))]
    [Problems(ProblemKinds.InvalidInput, ProblemKinds.TooLarge, ProblemKinds.UnsupportedMediaType)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "models/{model}/audit-policy")] HttpRequest request,
        string model,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            Api.Name(model, "model's name");
            AuditPolicy policy = (await SmallBody.ReadAsync<AuditPolicy>(request, Shape, cancellation, AuditPolicy.Format)).Checked();
            addresses.Require(policy.Deliver?.WebHook);
            AuditEvent happened = AuditEvents.PolicySet(model, BinaryData.FromObjectAsJson(policy, AuditPolicy.Format), Caller.Of(request).Actor, time.GetUtcNow());
            await log.AppendAsync([happened], cancellation);
            await policies.SetAsync(model, policy, cancellation);
            return Answer.Json(StatusCodes.Status200OK, policy);
        }, cancellation);
}
