using System.Diagnostics;
using System.Diagnostics.Metrics;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Telemetry;

/// <summary>
/// What the app tells of its work: spans that follow a job from the drop to its documents, and figures. Tags are names, ids, counts and times:
/// never a file's content, never a row's values, never who asked.
/// </summary>
public sealed class JobTelemetry : IDisposable
{
    /// <summary>The name of the source of spans and of the meter.</summary>
    public const string Name = "XaiFunctions";

    private readonly ActivitySource source = new(Name);
    private readonly Meter meter;
    private readonly TimeProvider time;
    private readonly Counter<long> jobs;
    private readonly Counter<long> rows;
    private readonly Counter<long> rejected;
    private readonly Counter<long> evaluations;
    private readonly Histogram<double> workSeconds;
    private readonly Histogram<double> evaluationRate;
    private readonly Histogram<double> errorReached;
    private readonly Histogram<double> jobSeconds;
    private readonly Counter<long> planned;
    private readonly Counter<long> solved;
    private readonly UpDownCounter<long> active;
    private readonly Counter<double> cost;
    private readonly Counter<long> denials;
    private readonly Counter<long> probes;

    /// <param name="meters">Makes the meter.</param>
    /// <param name="time">Measures.</param>
    public JobTelemetry(IMeterFactory meters, TimeProvider time)
    {
        this.time = time;
        meter = meters.Create(Name);
        jobs = meter.CreateCounter<long>("xai.jobs", "{job}", "Jobs that ended; tag state: completed, failed, cancelled.");
        rows = meter.CreateCounter<long>("xai.rows", "{row}", "Rows explained.");
        rejected = meter.CreateCounter<long>("xai.rows.rejected", "{row}", "Rows rejected.");
        evaluations = meter.CreateCounter<long>("xai.evaluations", "{coalition}", "Coalitions valued.");
        workSeconds = meter.CreateHistogram<double>("xai.work.duration", "s", "Time of one piece of work; tag step: plan, sample, solve, write, close, quick.");
        evaluationRate = meter.CreateHistogram<double>("xai.evaluations.rate", "{coalition}/s", "Coalitions valued a second, by one piece of work.");
        errorReached = meter.CreateHistogram<double>("xai.interval.half_width", "1", "Largest half-width of a 95 % interval in a job, as a share of the attributions' range; 0 where values are exact.");
        jobSeconds = meter.CreateHistogram<double>("xai.job.duration", "s", "Time from being asked for to the end.");
        planned = meter.CreateCounter<long>("xai.items.planned", "{item}", "Pieces of sampling work planned; less those solved they are the depth of the queue.");
        solved = meter.CreateCounter<long>("xai.items.solved", "{item}", "Pieces of sampling work solved.");
        active = meter.CreateUpDownCounter<long>("xai.work.active", "{item}", "Pieces of work that this instance is at; tag step.");
        cost = meter.CreateCounter<double>("xai.compute", "s", "Seconds for which pieces of work kept an instance busy; times memory and price they are the cost.");
        probes = meter.CreateCounter<long>("xai.probes", "{row}", "Rows that models were asked for when audits tried them out.");
        denials = meter.CreateCounter<long>("xai.denials", "{request}", "Requests refused for want of a right; tag reason.");
    }

    /// <summary>Where the caller is now, to be carried by the job: orchestrations cut traces, so every piece of work ties itself to this again.</summary>
    public static string? Current => Activity.Current?.Id;

    /// <summary>Begins the span and the clock of one piece of work of a job.</summary>
    /// <param name="step">plan, sample, solve, write, close or quick.</param>
    /// <param name="job">The job, which carries where its trace began.</param>
    /// <param name="item">Which piece, where a step has many.</param>
    public WorkSpan Begin(string step, ExplainJob job, int? item = null)
    {
        ActivityContext.TryParse(job.TraceParent, null, isRemote: true, out ActivityContext parent);
        ActivityLink[] links = Activity.Current is { } here && here.TraceId != parent.TraceId ? [new ActivityLink(here.Context)] : [];
        Activity? span = source.StartActivity($"xai.{step}", ActivityKind.Internal, parent, links: links);
        span?.SetTag("xai.job", job.Id).SetTag("xai.model", ModelTag(job)).SetTag("xai.step", step);
        if (item is not null)
            span?.SetTag("xai.item", item);
        active.Add(1, StepOf(step));
        return new WorkSpan(this, time, step, ModelTag(job), span);
    }

    /// <summary>Begins the span of what starts a job; the job then carries its id.</summary>
    /// <param name="trigger">blob, http, ...</param>
    public Activity? BeginTrigger(string trigger) => source.StartActivity("xai.drop", ActivityKind.Consumer)?.SetTag("xai.trigger", trigger);

    /// <summary>Notes that a job was cut into pieces of work.</summary>
    public void Planned(ExplainJob job, BatchPlan plan) => planned.Add(plan.Work.ItemCount, ModelOf(job));

    /// <summary>Notes that pieces of work are solved.</summary>
    public void Solved(ExplainJob job, int items, long rowCount, long coalitions)
    {
        solved.Add(items, ModelOf(job));
        Explained(job, rowCount, coalitions);
    }

    /// <summary>Notes that rows are explained.</summary>
    public void Explained(ExplainJob job, long rowCount, long coalitions)
    {
        rows.Add(rowCount, ModelOf(job));
        evaluations.Add(coalitions, ModelOf(job));
    }

    /// <summary>Notes how a job ended.</summary>
    /// <param name="job">The job.</param>
    /// <param name="state">How it ended.</param>
    /// <param name="rejectedRows">Rows that were not explained.</param>
    /// <param name="finishedAt">When.</param>
    /// <param name="halfWidth">The widest interval as a share of the range of the attributions, or null if there is none.</param>
    public void Ended(ExplainJob job, JobState state, long rejectedRows, DateTimeOffset finishedAt, double? halfWidth)
    {
        KeyValuePair<string, object?> model = ModelOf(job);
        var how = KeyValuePair.Create("xai.state", (object?)state.ToString().ToLowerInvariant());
        jobs.Add(1, model, how);
        jobSeconds.Record(Math.Max(0, (finishedAt - job.CreatedAt).TotalSeconds), model, how);
        if (rejectedRows > 0)
            rejected.Add(rejectedRows, model);
        if (halfWidth is { } width)
            errorReached.Record(width, model);
    }

    /// <summary>Notes that an audit tried a model out.</summary>
    /// <param name="model">The model.</param>
    /// <param name="modelRows">The rows that it was asked for.</param>
    public void Probed(string model, long modelRows) => probes.Add(modelRows, KeyValuePair.Create("xai.model", (object?)Paths.ModelFolder(model)));

    /// <summary>Notes a request that was refused.</summary>
    /// <param name="reason">Why, of a fixed list.</param>
    public void Denied(string reason) => denials.Add(1, KeyValuePair.Create("xai.reason", (object?)reason));

    /// <inheritdoc/>
    public void Dispose()
    {
        source.Dispose();
        meter.Dispose();
    }

    /// <summary>Notes one piece of work.</summary>
    internal void Worked(string step, string model, TimeSpan elapsed, long coalitions)
    {
        KeyValuePair<string, object?> stepTag = StepOf(step), modelTag = KeyValuePair.Create("xai.model", (object?)model);
        active.Add(-1, stepTag);
        workSeconds.Record(elapsed.TotalSeconds, stepTag, modelTag);
        cost.Add(elapsed.TotalSeconds, stepTag, modelTag);
        if (coalitions > 0 && elapsed > TimeSpan.Zero)
            evaluationRate.Record(coalitions / elapsed.TotalSeconds, stepTag, modelTag);
    }

    private static KeyValuePair<string, object?> StepOf(string step) => KeyValuePair.Create("xai.step", (object?)step);

    private static KeyValuePair<string, object?> ModelOf(ExplainJob job) => KeyValuePair.Create("xai.model", (object?)ModelTag(job));

    /// <summary>A dropped file's folder may be any text; only what is a valid name is told.</summary>
    private static string ModelTag(ExplainJob job) => Paths.ModelFolder(job.Model);
}
