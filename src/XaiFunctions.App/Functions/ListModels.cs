using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;
using XaiFunctions.App.Models;

namespace XaiFunctions.App.Functions;

/// <summary><c>GET /api/models</c> lists the registered versions of all models.</summary>
public sealed class ListModels(Api api, ModelRegistry registry)
{
    /// <summary>Answers the models with their versions, each with its record.</summary>
    [Function(nameof(ListModels))]
    [Answers(200, typeof(ModelListView))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "models")] HttpRequest request,
        CancellationToken cancellation) => api.RunAsync(
            async () => Answer.Json(StatusCodes.Status200OK, ModelListView.Of(await registry.ListAsync(cancellation))), cancellation);
}
