using System.ComponentModel.DataAnnotations;

namespace XaiFunctions.App.Options;

/// <summary>Limits of the HTTP API. Settings <c>Http__MaxBodyBytes</c> and so on.</summary>
public sealed class HttpOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string Section = "Http";

    /// <summary>Bytes of a request for an explanation.</summary>
    /// <value>The default value is 16 MiB.</value>
    [Range(1L, 1L << 30)]
    public long MaxBodyBytes { get; init; } = 16L << 20;

    /// <summary>Instances of a request for an explanation; more are better dropped as a file.</summary>
    /// <value>The default value is 10,000.</value>
    [Range(1, 1_000_000)]
    public int MaxInstances { get; init; } = 10_000;

    /// <summary>
    /// Seconds within which a request is answered with its explanation, unless it asks for another time with <c>Prefer: wait=N</c>. What is
    /// expected to take longer becomes a job.
    /// </summary>
    /// <value>The default value is 5.</value>
    [Range(0.0, 200.0)]
    public double WaitSeconds { get; init; } = 5;

    /// <summary>Requests for explanations that are in progress at once in a process; more are answered with 429.</summary>
    /// <value>The default value is 256.</value>
    [Range(1, 100_000)]
    public int MaxConcurrent { get; init; } = 256;

    /// <summary>Hours for which an <c>Idempotency-Key</c> stands for its request; afterwards it is a new one.</summary>
    /// <value>The default value is 24.</value>
    [Range(0.01, 10_000.0)]
    public double IdempotencyHours { get; init; } = 24;

    /// <summary>Characters of a reader's comment.</summary>
    /// <value>The default value is 2,000.</value>
    [Range(0, 30_000)]
    public int MaxCommentLength { get; init; } = 2_000;

    /// <summary>The most seconds that <c>Prefer: wait=N</c> is granted.</summary>
    /// <value>The default value is 60.</value>
    [Range(0.0, 200.0)]
    public double MaxWaitSeconds { get; init; } = 60;
}
