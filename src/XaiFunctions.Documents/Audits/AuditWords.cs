using XaiFunctions.Core.Drift;
using XaiFunctions.Core.Statistics;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Audits;

/// <summary>The words and numbers of an audit for people.</summary>
internal static class AuditWords
{
    public static string Lead(AuditDocument document)
    {
        AuditSubject audit = document.Audit;
        return $"{PeopleNumbers.Count(document.Scored.Rows)} rows of {PeopleNumbers.Count(document.Scored.Jobs)} job(s), finished from {audit.From.UtcDateTime:yyyy-MM-dd HH:mm} to {audit.To.UtcDateTime:yyyy-MM-dd HH:mm} UTC; "
            + $"output {audit.Output}; {PeopleNumbers.Count(document.Labels.Used)} labels.";
    }

    public static string Of(AuditSeverity severity) => severity.ToString().ToLowerInvariant();

    public static string Verdict(ColumnDrift column) => column.Status switch
    {
        DriftStatus.Measured => column.Drifted ? "drifted" : "no drift",
        DriftStatus.TooFew => "too few values",
        DriftStatus.NoReference => "no reference",
        _ => "no values",
    };

    public static string Method(ColumnDrift column) => column.Status != DriftStatus.Measured ? "" : column.Method switch
    {
        DriftMethod.KolmogorovSmirnov => "Kolmogorov-Smirnov p",
        DriftMethod.ChiSquared => "chi-squared p",
        DriftMethod.TwoProportions => "z test p",
        DriftMethod.Wasserstein => "Wasserstein / sd",
        DriftMethod.JensenShannon => "Jensen-Shannon",
        DriftMethod.Hellinger => "Hellinger",
        _ => "PSI",
    };

    public static string Threshold(ColumnDrift column) => column.Status == DriftStatus.Measured ? PeopleNumbers.Short(column.Threshold) : "";

    public static string Value(Estimate metric) => metric.Value is { } value ? PeopleNumbers.Short(value) : metric.Absence switch
    {
        Absence.NoRows => "no rows",
        Absence.TooFew => "too few rows",
        Absence.OneClass => "one class only",
        Absence.Constant => "constant",
        Absence.ZeroDenominator => "not defined",
        _ => "not applicable",
    };

    public static string Interval(Estimate metric) => metric.Interval is { } interval ? $"{PeopleNumbers.Short(interval.Low)} to {PeopleNumbers.Short(interval.High)}" : "";
}
