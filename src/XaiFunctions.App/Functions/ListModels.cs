using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Http;
using XaiFunctions.App.Models;

namespace XaiFunctions.App.Functions;

/// <summary><c>GET /api/models</c> lists the registered versions of all models.</summary>
public sealed class ListModels(Api api, ModelRegistry registry)
{
    /// <summary>Answers the models with their versions, each with its record.</summary>
    [Function(nameof(ListModels))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "models")] HttpRequest request,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            IReadOnlyList<(RegistrationRecord Record, bool IsLatest)> versions = await registry.ListAsync(cancellation);
            var models = versions.GroupBy(version => version.Record.Model).Select(model => new
            {
                Name = model.Key,
                Latest = model.FirstOrDefault(version => version.IsLatest).Record?.Version,
                Versions = model.Select(version => version.Record).OrderBy(record => record.RegisteredAt),
            });
            return Answer.Json(StatusCodes.Status200OK, new { Models = models });
        }, cancellation);
}
