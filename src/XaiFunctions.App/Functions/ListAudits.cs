using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Audits;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;

namespace XaiFunctions.App.Functions;

/// <summary><c>GET /api/models/{model}/audits</c> lists the audits of a model.</summary>
public sealed class ListAudits(Api api, SweepTable table)
{
    /// <summary>Answers the audits, the newest period first.</summary>
    [Function(nameof(ListAudits))]
    [Answers(200, typeof(AuditListView))]
    [Problems(ProblemKinds.InvalidInput)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "models/{model}/audits")] HttpRequest request,
        string model,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            IReadOnlyList<SweepRecord> records = await table.ListAsync(Api.Name(model, "model's name"), cancellation);
            return Answer.Json(StatusCodes.Status200OK, new AuditListView([.. records.Select(AuditView.Of)]));
        }, cancellation);
}
