using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Audits;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;

namespace XaiFunctions.App.Functions;

/// <summary><c>GET /api/models/{model}/audits/{audit}</c> tells where an audit stands.</summary>
public sealed class GetAudit(Api api, SweepTable table)
{
    /// <summary>Answers what is known of the audit.</summary>
    [Function(nameof(GetAudit))]
    [Answers(200, typeof(AuditView))]
    [Problems(ProblemKinds.InvalidInput, ProblemKinds.NotFound)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "models/{model}/audits/{audit}")] HttpRequest request,
        string model,
        string audit,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            SweepRecord? record = await table.FindAsync(Api.Name(model, "model's name"), Api.Audit(audit), cancellation);
            return Answer.Json(StatusCodes.Status200OK, AuditView.Of(record ?? throw new ProblemException(Api.NoAudit())));
        }, cancellation);
}
