using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Access;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;

namespace XaiFunctions.App.Functions;

/// <summary><c>GET /api/models</c> lists the registered versions of the models that are open to the caller.</summary>
public sealed class ListModels(Api api, ModelAccess access)
{
    /// <summary>Answers the models with their versions, each with its record.</summary>
    [Function(nameof(ListModels))]
    [Answers(200, typeof(ModelListView))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "models")] HttpRequest request,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            var caller = Caller.Of(request);
            return Answer.Json(StatusCodes.Status200OK, ModelListView.Of(await access.ListOpenAsync(caller, cancellation)));
        }, cancellation);
}
