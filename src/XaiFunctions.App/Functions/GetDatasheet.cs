using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Governance;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;
using XaiFunctions.Documents.Governance;

namespace XaiFunctions.App.Functions;

/// <summary><c>GET /api/models/{model}/datasheet</c> gives the data sheet of a model's background and scored data.</summary>
public sealed class GetDatasheet(Api api, GovernanceAnswers answers)
{
    /// <summary>Answers it in the form that the caller names; without one, as JSON.</summary>
    [Function(nameof(GetDatasheet))]
    [Reads("version", "The version. Default: the one registered last.")]
    [Answers(200, typeof(Datasheet))]
    [Answers(200, "text/html")]
    [Answers(200, "text/markdown")]
    [Problems(ProblemKinds.InvalidInput, ProblemKinds.NotFound, ProblemKinds.NotAcceptable)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "models/{model}/datasheet")] HttpRequest request,
        string model,
        CancellationToken cancellation) => api.RunAsync(() => answers.AnswerAsync(request, model, GovernanceKind.Datasheet, cancellation), cancellation);
}
