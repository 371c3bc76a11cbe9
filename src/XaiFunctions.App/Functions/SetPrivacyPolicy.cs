using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Access;
using XaiFunctions.App.AuditLog;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;
using XaiFunctions.App.Privacy;

namespace XaiFunctions.App.Functions;

/// <summary>
/// <c>PUT /api/models/{model}/privacy-policy</c> says what becomes of columns that look like personal data, how long rows are kept, and what may be released of importances. It can be set before the
/// model is registered. The audit log has every change, and what is released is judged by the policy before it.
/// </summary>
public sealed class SetPrivacyPolicy(Api api, PrivacyPolicies policies, AuditLogWriter log, TimeProvider time)
{
    private const string Shape = "The body must be an object with 'personalData', 'allow', 'retentionDays' and 'releases', as the README says, and nothing else.";

    /// <summary>Answers the policy as it now is.</summary>
    [Function(nameof(SetPrivacyPolicy))]
    [Takes(typeof(PrivacyPolicy))]
    [Answers(200, typeof(PrivacyPolicy))]
    [Problems(ProblemKinds.InvalidInput, ProblemKinds.TooLarge, ProblemKinds.UnsupportedMediaType)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "models/{model}/privacy-policy")] HttpRequest request,
        string model,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            Api.Name(model, "model's name");
            PrivacyPolicy policy = (await SmallBody.ReadAsync<PrivacyPolicy>(request, Shape, cancellation, PrivacyPolicy.Format)).Checked();
            await log.AppendAsync([PrivacyEvents.PolicySet(model, policy, Caller.Of(request).Actor, time.GetUtcNow())], cancellation);
            await policies.SetAsync(model, policy, cancellation);
            return Answer.Json(StatusCodes.Status200OK, policy);
        }, cancellation);
}
