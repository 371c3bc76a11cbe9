using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Functions;

/// <summary><c>GET /api/health</c> says whether the app and its storage answer. It needs no key and tells nothing else.</summary>
public sealed partial class GetHealth(StorageAccount storage, ILogger<GetHealth> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Answers 200, or 503 if storage does not answer.</summary>
    [Function(nameof(GetHealth))]
    [Answers(200, typeof(HealthView))]
    [Problems(ProblemKinds.Unavailable)]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request,
        CancellationToken cancellation)
    {
        try
        {
            await storage.PingAsync(cancellation).WaitAsync(Patience, cancellation);
            return Answer.Json(StatusCodes.Status200OK, new HealthView("healthy"));
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            LogStorageSilent(exception);
            return Problem.Unavailable("Storage does not answer.").ToAnswer();
        }
    }

    [LoggerMessage(300, LogLevel.Error, "Storage does not answer.")]
    private partial void LogStorageSilent(Exception exception);
}
