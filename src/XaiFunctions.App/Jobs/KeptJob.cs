namespace XaiFunctions.App.Jobs;

/// <summary>What a job keeps after its end, besides its rows and the values of their coalitions, so that it can be topped up.</summary>
/// <param name="Job">What was asked for.</param>
/// <param name="Plan">How it was done.</param>
/// <param name="Until">When it is removed.</param>
public sealed record KeptJob(ExplainJob Job, PlanRecord Plan, DateTimeOffset Until)
{
    /// <summary>The request with more precision.</summary>
    /// <param name="more">The precision asked for.</param>
    /// <exception cref="InvalidInputException">It is not more than was asked for before.</exception>
    public ExplanationRequest Raised(ExplanationRequest more)
    {
        bool coalitions = more.MaxEvaluations > Plan.Batch.EvaluationsPerRow;
        bool error = more.MaxError is { } width && (Job.Request.MaxError is not { } before || Job.Request.MaxErrorIsRelative != more.MaxErrorIsRelative || width < before);
        if (!coalitions && !error)
        {
            throw new InvalidInputException(
                $"A top-up asks for more precision: maxEvaluations above {Plan.Batch.EvaluationsPerRow}, or a maxError below that of the job, if it had one.");
        }

        return Job.Request with
        {
            Version = Plan.Batch.Version,
            MaxEvaluations = more.MaxEvaluations ?? (error ? null : Job.Request.MaxEvaluations),
            MaxError = more.MaxError ?? Job.Request.MaxError,
            MaxErrorIsRelative = more.MaxError is null ? Job.Request.MaxErrorIsRelative : more.MaxErrorIsRelative,
            DeadlineSeconds = more.DeadlineSeconds,
        };
    }
}
