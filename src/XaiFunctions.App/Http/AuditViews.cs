using System.Globalization;
using XaiFunctions.App.Audits;

namespace XaiFunctions.App.Http;

/// <summary>A request for an audit.</summary>
public sealed record AuditRequest
{
    /// <summary>The beginning of the period; default: a day before its end.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The end of the period, which is not in it; default: now.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The sweep that is asked for.</summary>
    /// <exception cref="ProblemException">The period is empty, too long, or not over.</exception>
    public Sweep ToSweep(string model, DateTimeOffset now)
    {
        DateTimeOffset to = To ?? now, from = From ?? to.AddDays(-1);
        if (from >= to || to > now || to - from > TimeSpan.FromDays(366))
            throw new ProblemException(Problem.InvalidInput("The period must end after it begins, be over, and be at most 366 days long."));
        return Sweep.Of(model, from, to, SweepTriggers.Http);
    }
}

/// <summary>What is known of an audit.</summary>
/// <param name="Audit">Its id.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Model">The model.</param>
/// <param name="From">The beginning of the period.</param>
/// <param name="To">Its end, which is not in it.</param>
/// <param name="Trigger">What started it: timer or http.</param>
public sealed record AuditView(string Audit, SweepState Status, string Model, DateTimeOffset From, DateTimeOffset To, string Trigger)
{
    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The audited version, once it has ended.</summary>
    public string? Version { get; init; }

    /// <summary>The rows scored in the period, once it has ended.</summary>
    public long? Rows { get; init; }

    /// <summary>The alerts raised, once it has ended.</summary>
    public int? Alerts { get; init; }

    /// <summary>Tellings of alerts (queue, topic, web hook) that were given up after all tries; the audit log says which.</summary>
    public int? Undelivered { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Problem { get; init; }

    /// <summary>What is known of an audit.</summary>
    public static AuditView Of(SweepRecord record) => new(record.Sweep.Id, record.State, record.Sweep.Model, record.Sweep.From, record.Sweep.To, record.Sweep.Trigger)
    {
        FinishedAt = record.FinishedAt,
        Version = record.Version,
        Rows = record.Rows,
        Alerts = record.Alerts,
        Undelivered = record.Undelivered,
        Problem = record.Problem,
    };

    /// <summary>The address of an audit.</summary>
    public static string Address(string model, string audit) => string.Create(CultureInfo.InvariantCulture, $"/api/models/{model}/audits/{audit}");
}

/// <summary>The audits of a model.</summary>
/// <param name="Audits">The audits, the newest period first.</param>
public sealed record AuditListView(IReadOnlyList<AuditView> Audits);
