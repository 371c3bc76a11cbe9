using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.AuditLog;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;

namespace XaiFunctions.App.Functions;

/// <summary><c>GET /api/audit-log/records/{sequence}/proof?size=</c> proves that a record is in the log of a size; without one, of its present size.</summary>
public sealed class GetAuditLogProof(Api api, AuditLogReader log)
{
    /// <summary>Answers the record's leaf hash, the hashes from there to the root, and the root.</summary>
    [Function(nameof(GetAuditLogProof))]
    [Reads("size", "The size of the log whose root the proof leads to. Default: its present size.", Type = typeof(long))]
    [Answers(200, typeof(InclusionProof))]
    [Problems(ProblemKinds.NotFound, ProblemKinds.InvalidInput)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "audit-log/records/{sequence}/proof")] HttpRequest request,
        string sequence,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            long size = AuditLogQuery.Size(request.Query, "size", await log.SizeAsync(cancellation));
            long place = AuditLogQuery.Sequence(sequence);
            return place < size
                ? Answer.Json(StatusCodes.Status200OK, await log.ProveInclusionAsync(place, size, cancellation))
                : throw new ProblemException(AuditLogQuery.NoRecord());
        }, cancellation);
}
