namespace Microsoft.DurableTask.Client;

/// <summary>How far an orchestration is.</summary>
public enum OrchestrationRuntimeStatus
{
    /// <summary>It runs, or waits for something.</summary>
    Running = 0,

    /// <summary>It returned.</summary>
    Completed = 1,

    /// <summary>Not used any more.</summary>
    [Obsolete("The ContinuedAsNew status is obsolete and exists only for compatibility reasons.")]
    ContinuedAsNew = 2,

    /// <summary>It ended with an exception.</summary>
    Failed = 3,

    /// <summary>Not used.</summary>
    [Obsolete("The Canceled status is not currently used and exists only for compatibility reasons.")]
    Canceled = 4,

    /// <summary>A client ended it.</summary>
    Terminated = 5,

    /// <summary>It has not begun.</summary>
    Pending = 6,

    /// <summary>A client holds it until it is resumed.</summary>
    Suspended = 7,
}
