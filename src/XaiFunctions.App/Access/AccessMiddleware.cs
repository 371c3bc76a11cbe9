using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;
using XaiFunctions.App.Http;
using XaiFunctions.App.Storage;
using XaiFunctions.App.Telemetry;

namespace XaiFunctions.App.Access;

/// <summary>
/// Stands before every HTTP function: finds out who asks, holds the request against <see cref="Policy"/> and the model's access lists, and answers
/// what is refused with problem details. A denial is logged with the function and a reason of a fixed list, and nothing that the request brought.
/// </summary>
public sealed partial class AccessMiddleware(CallerReader callers, ModelAccess models, JobTable jobs, JobTelemetry telemetry, ILogger<AccessMiddleware> logger)
    : IFunctionsWorkerMiddleware
{
    private const string HttpTrigger = "httpTrigger";

    /// <summary>Whether an invocation comes from a caller.</summary>
    public static bool Guards(FunctionContext context) =>
        context.FunctionDefinition.InputBindings.Values.Any(binding => binding.Type.Equals(HttpTrigger, StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        string function = context.FunctionDefinition.Name;
        Need need = Policy.Of(function);
        if (need != Need.Nothing && await RefuseAsync(context, function, need) is { } refusal)
        {
            LogDenied(function, refusal.Reason);
            telemetry.Denied(refusal.Reason);
            context.GetInvocationResult().Value = refusal.Answer;
            return;
        }

        await next(context);
    }

    private async Task<Refusal?> RefuseAsync(FunctionContext context, string function, Need need)
    {
        HttpRequest request = context.GetHttpContext()!.Request;
        Caller? caller;
        try
        {
            caller = await callers.ReadAsync(request, context.CancellationToken);
        }
        catch (IssuerSilentException exception)
        {
            LogIssuerSilent(exception);
            return new("issuer-silent", Problem.Unavailable("Nobody can be let in: the issuer of tokens does not answer.").ToAnswer());
        }

        if (caller is null)
            return new("not-authenticated", Problem.Unauthorized().ToAnswer().With("WWW-Authenticate", "Bearer"));
        if (!caller.May(need))
            return new("role", Problem.Forbidden(need).ToAnswer());
        request.HttpContext.Items[Caller.Item] = caller;
        return await RefuseModelAsync(context, request, function, need, caller);
    }

    /// <summary>What a caller may not see is answered as what is not there: an answer must not tell that it exists.</summary>
    private async Task<Refusal?> RefuseModelAsync(FunctionContext context, HttpRequest request, string function, Need need, Caller caller)
    {
        CancellationToken cancellation = context.CancellationToken;
        if (RouteValue(context, request, "job") is { } job)
        {
            JobRecord? record = NameRules.IsJob(job) ? await jobs.FindAsync(job, cancellation) : null;
            if (record is null)
                return null; // The function says that there is none.
            if (!await models.AdmitsAsync(caller, need, record.Model, cancellation))
                return new("model", Api.NoJob().ToAnswer());
            if (function == nameof(Functions.DeleteExplanation) && record.HasEnded && !caller.May(Need.Administer))
                return new("role", Problem.Forbidden(Need.Administer).ToAnswer());
            return null;
        }

        if (RouteValue(context, request, "model") is { } model)
            return await models.AdmitsAsync(caller, need, model, cancellation) ? null : new("model", NoModel(model));
        if (function == nameof(Functions.ListExplanations) && !caller.SeesAll)
        {
            return request.Query["model"].ToString() is not { Length: > 0 } asked
                ? new("role", Problem.Forbidden(Need.ReadAll).ToAnswer())
                : await models.AdmitsAsync(caller, need, asked, cancellation) ? null : new("model", NoModel(asked));
        }

        return null;
    }

    private static Answer NoModel(string model) =>
        Problem.NotFound(NameRules.IsName(model) ? $"No model '{model}' is registered." : "No such model is registered.").ToAnswer();

    private static string? RouteValue(FunctionContext context, HttpRequest request, string name) =>
        request.RouteValues.TryGetValue(name, out object? value) || context.BindingContext.BindingData.TryGetValue(name, out value)
            ? value?.ToString()
            : null;

    [LoggerMessage(500, LogLevel.Warning, "A request of {Function} was denied ({Reason}).")]
    private partial void LogDenied(string function, string reason);

    [LoggerMessage(502, LogLevel.Error, "The issuer of tokens does not answer.")]
    private partial void LogIssuerSilent(Exception exception);

    private sealed record Refusal(string Reason, Answer Answer);
}
