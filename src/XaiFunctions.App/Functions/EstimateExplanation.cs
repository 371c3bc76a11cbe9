using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Models;
using XaiFunctions.App.Options;
using XaiFunctions.App.Scoring;
using XaiFunctions.App.Storage;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.App.Functions;

/// <summary><c>POST /api/models/{model}/explanations:estimate</c> says what an explanation would take, in coalitions, time and money, and computes nothing of it.</summary>
public sealed class EstimateExplanation(
    Api api, ModelRegistry registry, ModelCache models, BatchPlanner planner, IOptions<HttpOptions> limits, IOptions<ExplainOptions> options, IOptions<CostOptions> cost)
{
    /// <summary>Answers the estimate.</summary>
    [Function(nameof(EstimateExplanation))]
    [Takes(typeof(EstimateInput))]
    [Answers(200, typeof(EstimateView))]
    [Problems(ProblemKinds.InvalidInput, ProblemKinds.NotFound, ProblemKinds.TooLarge, ProblemKinds.UnsupportedMediaType)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "models/{model}/explanations:estimate")] HttpRequest request,
        string model,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            Api.Name(model, "model's name");
            (long rows, ExplanationRequest asked) = await ExplanationBody.ReadEstimateAsync(request, limits.Value, cancellation);
            string version = asked.Version ?? await registry.LatestVersionAsync(model, cancellation)
                ?? throw new ProblemException(Problem.NotFound($"No model '{model}' is registered."));
            if (await registry.FindAsync(model, version, cancellation) is null)
                throw new ProblemException(Problem.NotFound($"Version '{version}' of model '{model}' is not registered."));
            using ModelLease lease = await models.AcquireAsync(model, version, cancellation);
            ModelVariant variant = lease.Model.For(asked);
            var labels = RowLabels.Of(asked, variant);
            var intake = new IntakeResult
            {
                Rows = rows,
                Rejected = RejectedSection.None,
                RowsPerChunk = RowChunks.RowsPerChunk(variant.Model.Schema.Count),
                Bytes = 0,
                Sha256 = "",
                Format = "",
                EncodingGuessed = false,
                IgnoredColumns = [],
                Labels = labels is null ? null : new(rows, [], []),
                Loss = labels?.Loss,
            };
            PlanRecord plan = planner.Plan(asked, lease.Model.Record.Version, variant, intake);
            return Answer.Json(StatusCodes.Status200OK, EstimateView.Of(model, plan, options.Value.Workers, cost.Value));
        }, cancellation);
}
