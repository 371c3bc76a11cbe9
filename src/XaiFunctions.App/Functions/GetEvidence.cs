using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Governance;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;
using XaiFunctions.Documents.Governance.Evidence;

namespace XaiFunctions.App.Functions;

/// <summary><c>GET /api/models/{model}/evidence</c> gives what a model's records are evidence for, by clauses of NIST AI RMF, ISO/IEC 42001 and the EU AI Act.</summary>
public sealed class GetEvidence(Api api, GovernanceAnswers answers)
{
    /// <summary>Answers it in the form that the caller names; without one, as JSON.</summary>
    [Function(nameof(GetEvidence))]
    [Reads("version", "The version. Default: the one registered last.")]
    [Answers(200, typeof(EvidenceMap))]
    [Answers(200, "text/html")]
    [Answers(200, "text/markdown")]
    [Problems(ProblemKinds.InvalidInput, ProblemKinds.NotFound, ProblemKinds.NotAcceptable)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "models/{model}/evidence")] HttpRequest request,
        string model,
        CancellationToken cancellation) => api.RunAsync(() => answers.AnswerAsync(request, model, GovernanceKind.Evidence, cancellation), cancellation);
}
