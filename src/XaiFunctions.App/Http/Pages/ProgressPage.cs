using System.Globalization;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Storage;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Plots;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.App.Http.Pages;

/// <summary>The page of a job that has no report (yet): how far it is.</summary>
public static class ProgressPage
{
    /// <summary>Makes the page.</summary>
    /// <param name="job">The job.</param>
    /// <param name="now">The time.</param>
    public static Answer Of(JobView job, DateTimeOffset now)
    {
        bool isLive = job.Status is JobState.Queued or JobState.Running or JobState.Cancelling;
        return Page.Of($"{job.Model}: rows of {job.File ?? "a request"}", isLive, html =>
        {
            html.Raw("<p class=\"lead\" role=\"status\" id=\"state\"").Raw(isLive ? " data-live>" : ">").Text(State(job)).Raw("</p>\n");
            if (isLive)
                WriteProgress(html, job.Progress, now);
            html.Raw("<dl class=\"facts\">\n");
            Fact(html, "Job", job.Job);
            Fact(html, "Model version", job.Version ?? "not chosen yet", isLive ? "version" : null);
            Fact(html, "Asked for", Page.Time(job.CreatedAt));
            if (job.FinishedAt is { } finished)
                Fact(html, "Ended", Page.Time(finished));
            html.Raw("</dl>\n");
        });
    }

    private static void WriteProgress(Markup html, JobProgress? progress, DateTimeOffset now)
    {
        double? share = progress is { RowsAll: > 0 } known ? Math.Round((double)known.RowsDone / known.RowsAll!.Value, 4) : null;
        string percent = share is { } part ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(part * 100)} %") : "not known yet";
        html.Raw("<progress id=\"bar\" data-live max=\"1\" aria-label=\"Rows explained\"");
        if (share is { } value)
            html.Raw($" value=\"{value.ToString(CultureInfo.InvariantCulture)}\"");
        html.Raw(">").Text(percent).Raw("</progress>\n<dl class=\"tiles\">\n");
        Tile(html, "rows", "Rows explained", progress?.RowsAll is { } all ? $"{PeopleNumbers.Count(progress.RowsDone)} of {PeopleNumbers.Count(all)}" : "not counted yet");
        Tile(html, "rate", "Rows a second", progress?.RowsPerSecond is { } rate ? rate.ToString("0.##", CultureInfo.InvariantCulture) : "not known yet");
        Tile(html, "end", "Rows done in", progress?.EstimatedEnd is { } end ? Left(end - now) : "not known yet");
        Tile(html, "evaluations", "Coalitions valued", PeopleNumbers.Count(progress?.Evaluations ?? 0));
        Tile(html, "widest", "Widest interval", Widest(progress?.Estimate));
        html.Raw("</dl>\n");
        html.Raw("<figure id=\"estimate\" data-live>");
        if (progress?.Estimate is { } estimate)
            WriteEstimate(html, estimate);
        html.Raw("</figure>\n");
    }

    private static void WriteEstimate(Markup html, RunningEstimate estimate)
    {
        PlayerImportance[] players = [.. estimate.Importance.Select((player, index) => new PlayerImportance(player.Player, index + 1, player.MeanAbsolute, player.Low, player.High, null, null, null, null, false))];
        Plot plot = ImportanceBars.Draw(players, estimate.Rows, "estimate-importance", "What moves predictions most so far", "mean size of the effect, so far");
        html.Element("h2", plot.Title).Raw("\n").Raw(plot.ToInline()).Raw("\n")
            .Element("figcaption", $"From the {PeopleNumbers.Count(estimate.Rows)} rows done so far, with 95 % intervals; the report has them all.");
    }

    private static string Widest(RunningEstimate? estimate) => estimate switch
    {
        null => "not known yet",
        { LargestHalfWidth: null } => "cannot be told",
        { LargestHalfWidth: 0 } => "none: exact",
        { LargestHalfWidth: { } half } => PeopleNumbers.HalfWidth(half),
    };

    private static string State(JobView job) => job.Status switch
    {
        JobState.Cancelling => "The job is being cancelled.",
        JobState.Cancelled => "The job was cancelled; nothing is left of it.",
        JobState.Failed => $"The job failed: {job.Problem}",
        JobState.Completed => "The job is completed, but its report is there no more.",
        _ => job.Progress?.Stage switch
        {
            "planning" => "The rows are being read.",
            "explaining" => "The rows are being explained.",
            null => "The job waits for its turn.",
            var stage => $"The job goes on: {stage}.",
        },
    };

    private static string Left(TimeSpan left) => left switch
    {
        { TotalSeconds: < 1 } => "a moment",
        { TotalSeconds: < 90 } => $"{Math.Ceiling(left.TotalSeconds):0} s",
        { TotalMinutes: < 90 } => $"{Math.Ceiling(left.TotalMinutes):0} min",
        _ => $"{Math.Ceiling(left.TotalHours):0} h",
    };

    private static void Tile(Markup html, string id, string name, string value) =>
        html.Raw("<div>").Element("dt", name).Raw($"<dd id=\"{id}\" data-live>").Text(value).Raw("</dd></div>\n");

    private static void Fact(Markup html, string name, string value, string? live = null) =>
        html.Element("dt", name).Raw(live is null ? "<dd>" : $"<dd id=\"{live}\" data-live>").Text(value).Raw("</dd>\n");
}
