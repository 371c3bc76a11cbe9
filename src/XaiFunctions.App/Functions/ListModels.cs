using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Access;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;
using XaiFunctions.App.Models;

namespace XaiFunctions.App.Functions;

/// <summary><c>GET /api/models</c> lists the registered versions of the models that are open to the caller.</summary>
public sealed class ListModels(Api api, ModelRegistry registry, ModelAccess access)
{
    /// <summary>Answers the models with their versions, each with its record.</summary>
    [Function(nameof(ListModels))]
    [Answers(200, typeof(ModelListView))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "models")] HttpRequest request,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            var caller = (Caller)request.HttpContext.Items[Caller.Item]!;
            IReadOnlyList<(RegistrationRecord Record, bool IsLatest)> versions = await registry.ListAsync(cancellation);
            var open = new HashSet<string>(StringComparer.Ordinal);
            foreach (string model in versions.Select(version => version.Record.Model).Distinct())
            {
                if (await access.AdmitsAsync(caller, Need.Read, model, cancellation))
                    open.Add(model);
            }

            return Answer.Json(StatusCodes.Status200OK, ModelListView.Of([.. versions.Where(version => open.Contains(version.Record.Model))]));
        }, cancellation);
}
