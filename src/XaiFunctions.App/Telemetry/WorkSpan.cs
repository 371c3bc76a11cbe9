using System.Diagnostics;

namespace XaiFunctions.App.Telemetry;

/// <summary>One piece of work while it is done. Dispose it at the end; it counts as failed unless <see cref="Done"/> was called.</summary>
public sealed class WorkSpan : IDisposable
{
    private readonly JobTelemetry telemetry;
    private readonly TimeProvider time;
    private readonly string step;
    private readonly string model;
    private readonly Activity? span;
    private readonly long started;
    private bool done;
    private long coalitions;

    internal WorkSpan(JobTelemetry telemetry, TimeProvider time, string step, string model, Activity? span)
    {
        this.telemetry = telemetry;
        this.time = time;
        this.step = step;
        this.model = model;
        this.span = span;
        started = time.GetTimestamp();
    }

    /// <summary>Notes that the work is done.</summary>
    /// <param name="valued">The coalitions that it valued.</param>
    public void Done(long valued = 0)
    {
        done = true;
        coalitions = valued;
        if (valued > 0)
            span?.SetTag("xai.evaluations", valued);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Not the exception's text, which may quote what a user gave: the log of the invocation has it under the host's rules.
        span?.SetStatus(done ? ActivityStatusCode.Ok : ActivityStatusCode.Error);
        span?.Dispose();
        telemetry.Worked(step, model, time.GetElapsedTime(started), coalitions);
    }
}
