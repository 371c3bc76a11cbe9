using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Governance;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;
using XaiFunctions.Documents.Governance;

namespace XaiFunctions.App.Functions;

/// <summary><c>GET /api/models/{model}/card</c> gives the model card: Model Card Toolkit 0.0.2 as JSON, a page, or Markdown with the front matter of Hugging Face.</summary>
public sealed class GetModelCard(Api api, GovernanceAnswers answers)
{
    /// <summary>Answers it in the form that the caller names; without one, as JSON.</summary>
    [Function(nameof(GetModelCard))]
    [Reads("version", "The version. Default: the one registered last.")]
    [Answers(200, typeof(ModelCard))]
    [Answers(200, "text/html")]
    [Answers(200, "text/markdown")]
    [Problems(ProblemKinds.InvalidInput, ProblemKinds.NotFound, ProblemKinds.NotAcceptable)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "models/{model}/card")] HttpRequest request,
        string model,
        CancellationToken cancellation) => api.RunAsync(() => answers.AnswerAsync(request, model, GovernanceKind.Card, cancellation), cancellation);
}
