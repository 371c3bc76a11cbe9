using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Http;

/// <summary>What all HTTP functions share: names from the route are checked, and every error becomes problem details.</summary>
public sealed partial class Api(ILogger<Api> logger)
{
    /// <summary>Runs the body of an HTTP function.</summary>
    public async Task<IActionResult> RunAsync(Func<Task<Answer>> body, CancellationToken cancellation)
    {
        try
        {
            return await body();
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw; // The caller has gone; nobody reads an answer.
        }
        catch (Exception exception)
        {
            if (Problem.Of(exception) is { } known)
                return known.ToAnswer();
            LogDefect(exception);
            return Problem.Internal().ToAnswer();
        }
    }

    /// <exception cref="ProblemException">The text is no valid name.</exception>
    public static string Name(string text, string what) =>
        NameRules.IsName(text) ? text : throw new ProblemException(Problem.InvalidInput($"The {what} in the address is not a valid name: {NameRules.Words}."));

    /// <exception cref="ProblemException">The text is no job's id, so there is no such job.</exception>
    public static string Job(string text) => NameRules.IsJob(text) ? text : throw new ProblemException(NoJob());

    /// <summary>The job that a route names.</summary>
    /// <exception cref="ProblemException">There is no such job.</exception>
    public static async Task<JobRecord> FindJobAsync(JobTable jobs, string text, CancellationToken cancellation) =>
        await jobs.FindAsync(Job(text), cancellation) ?? throw new ProblemException(NoJob());

    /// <exception cref="ProblemException">The text is no audit's id, so there is no such audit.</exception>
    public static string Audit(string text) => NameRules.IsJob(text) ? text : throw new ProblemException(NoAudit());

    /// <summary>There is no such audit, or it has no such file.</summary>
    public static Problem NoAudit() => Problem.NotFound("The model has no such audit, or it has no such file, or not yet.");

    /// <summary>There is no such job, or it is another's: the answer is the same.</summary>
    public static Problem NoJob() => Problem.NotFound("There is no such explanation.");

    [LoggerMessage(100, LogLevel.Error, "An HTTP request failed.")]
    private partial void LogDefect(Exception exception);
}
