using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.AuditLog;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;

namespace XaiFunctions.App.Functions;

/// <summary><c>GET /api/audit-log/consistency?from=&amp;to=</c> proves that the log has only grown between two sizes; without <c>to</c>, up to now.</summary>
public sealed class GetAuditLogConsistency(Api api, AuditLogReader log)
{
    /// <summary>Answers both roots and the hashes that lead from one to the other.</summary>
    [Function(nameof(GetAuditLogConsistency))]
    [Reads("from", "The smaller size, at least 1. It must be given.", Type = typeof(long))]
    [Reads("to", "The larger size. Default: the present one.", Type = typeof(long))]
    [Answers(200, typeof(ConsistencyProof))]
    [Problems(ProblemKinds.InvalidInput)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "audit-log/consistency")] HttpRequest request,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            long now = await log.SizeAsync(cancellation);
            long to = AuditLogQuery.Size(request.Query, "to", now);
            long from = request.Query.ContainsKey("from")
                ? AuditLogQuery.Size(request.Query, "from", to)
                : throw new ProblemException(Problem.InvalidInput("The size 'from' is missing."));
            return Answer.Json(StatusCodes.Status200OK, await log.ProveConsistencyAsync(from, to, cancellation));
        }, cancellation);
}
