using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Functions;

/// <summary><c>GET /api/models/{model}/feedback</c> sums up what readers say of a model's explanations, with their newest texts.</summary>
public sealed class GetModelFeedback(Api api, FeedbackTable feedback)
{
    /// <summary>Answers the summary; of a model of which nothing was said, an empty one.</summary>
    [Function(nameof(GetModelFeedback))]
    [Answers(200, typeof(FeedbackSummary))]
    [Problems(ProblemKinds.InvalidInput)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "models/{model}/feedback")] HttpRequest request,
        string model,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            string name = Api.Name(model, "model's name");
            return Answer.Json(StatusCodes.Status200OK, await FeedbackSummary.OfAsync(name, feedback.ReadAsync(name), cancellation));
        }, cancellation);
}
