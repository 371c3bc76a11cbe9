using Microsoft.DurableTask;
using XaiFunctions.App.Callbacks;
using XaiFunctions.App.Storage;
using XaiFunctions.Onnx;

namespace XaiFunctions.App.Orchestrations;

/// <summary>What a failed piece of work means for the job.</summary>
public static class Failures
{
    private const int MostCharacters = 500;

    /// <summary>
    /// How activities are tried again: four times within about half a minute, for what may pass (storage that is busy, a machine that is taken away).
    /// What the user gave, and a cancelled job, are not tried again.
    /// </summary>
    public static TaskOptions Retry { get; } = TaskOptions.FromRetryPolicy(
        new RetryPolicy(maxNumberOfAttempts: 4, firstRetryInterval: TimeSpan.FromSeconds(2), backoffCoefficient: 3, maxRetryInterval: TimeSpan.FromSeconds(30))
        {
            HandleFailure = failure => !IsFinal(failure),
        });

    /// <summary>How a callback is tried again: eight times within about 40 minutes, unless it is refused.</summary>
    public static TaskOptions RetryCallback { get; } = TaskOptions.FromRetryPolicy(
        new RetryPolicy(maxNumberOfAttempts: 8, firstRetryInterval: TimeSpan.FromSeconds(2), backoffCoefficient: 3, maxRetryInterval: TimeSpan.FromMinutes(30))
        {
            HandleFailure = failure => Find(failure, Is<CallbackRefusedException>) is null,
        });

    /// <summary>How the job ends because of a failure, and why, in words for its owner.</summary>
    public static (JobState State, string Reason) Describe(TaskFailureDetails failure)
    {
        if (Find(failure, Is<JobCancelledException>) is not null)
            return (JobState.Cancelled, "The job was cancelled.");
        if (Find(failure, IsUserError) is { } known)
            return (JobState.Failed, Cut(known.ErrorMessage));

        TaskFailureDetails root = failure;
        while (root.InnerFailure is { } inner)
            root = inner;
        return (JobState.Failed, Cut($"An error inside the app stopped the job, after several tries: {root.ErrorType}: {root.ErrorMessage}"));
    }

    /// <summary>Why something at another's could not be done, in words for whoever looks after it.</summary>
    public static string Reason(TaskFailureDetails failure)
    {
        while (failure.InnerFailure is { } inner)
            failure = inner;
        return Cut(failure.ErrorMessage);
    }

    private static bool IsFinal(TaskFailureDetails failure) =>
        Find(failure, details => IsUserError(details) || Is<JobCancelledException>(details)) is not null;

    private static bool IsUserError(TaskFailureDetails details) => Is<InvalidInputException>(details) || Is<InvalidModelException>(details);

    // By name, for these types are sealed: IsCausedBy looks the failure's type up in all assemblies and throws if two have one of its name, as happens to types
    // of the framework's that a package holds a copy of.
    private static bool Is<T>(TaskFailureDetails details)
        where T : Exception => details.ErrorType == typeof(T).FullName;

    private static TaskFailureDetails? Find(TaskFailureDetails? failure, Func<TaskFailureDetails, bool> match)
    {
        while (failure is not null && !match(failure))
            failure = failure.InnerFailure;
        return failure;
    }

    private static string Cut(string text) => text.Length <= MostCharacters ? text : string.Concat(text.AsSpan(0, MostCharacters), "...");
}
