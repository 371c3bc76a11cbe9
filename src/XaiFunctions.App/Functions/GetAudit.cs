using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Audits;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;

namespace XaiFunctions.App.Functions;

/// <summary>
/// <c>GET /api/models/{model}/audits/{audit}</c> tells where an audit stands. A caller that takes HTML or Markdown (<c>Accept</c>) gets the page of one that is completed instead.
/// </summary>
public sealed class GetAudit(Api api, SweepTable table, AuditStore store)
{
    /// <summary>Answers what is known of the audit, or its page in the form that the caller names.</summary>
    [Function(nameof(GetAudit))]
    [Answers(200, typeof(AuditView))]
    [Answers(200, "text/html")]
    [Answers(200, "text/markdown")]
    [Answers(304)]
    [Problems(ProblemKinds.InvalidInput, ProblemKinds.NotFound, ProblemKinds.NotAcceptable)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "models/{model}/audits/{audit}")] HttpRequest request,
        string model,
        string audit,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            SweepRecord record = await table.FindAsync(Api.Name(model, "model's name"), Api.Audit(audit), cancellation) ?? throw new ProblemException(Api.NoAudit());
            Answer answer = PageOf(request) is { } page && record.State == SweepState.Completed && await store.TryReadAsync(model, audit, page, cancellation) is { } content
                ? Answer.Tagged(request, AuditStore.ContentType(page)!, content.ToMemory())
                : Answer.Json(StatusCodes.Status200OK, AuditView.Of(record));
            return answer.With("Vary", "Accept");
        }, cancellation);

    /// <summary>The page that a caller wants, or null for none.</summary>
    private static string? PageOf(HttpRequest request) => ExplanationForm.Wanted(request) is not { } form || form == ExplanationForm.Document ? null
        : form == ExplanationForm.Markdown ? AuditStore.Summary
        : form.File == AuditStore.Report ? AuditStore.Report
        : throw new ProblemException(Problem.NotAcceptable("An audit comes as application/json, text/html or text/markdown; take one of these, or */*."));
}
