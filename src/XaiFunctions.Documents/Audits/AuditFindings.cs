using XaiFunctions.Core.Drift;
using XaiFunctions.Core.Performance;
using XaiFunctions.Core.Privacy;
using XaiFunctions.Documents.Audits.Fairness;
using XaiFunctions.Documents.Audits.Probes;
using XaiFunctions.Documents.Audits.Slices;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Audits;

/// <summary>What an audit found, in words.</summary>
internal static class AuditFindings
{
    private const int MostColumns = 10;

    public static IEnumerable<string> Of(AuditDocument document)
    {
        if (document.Status == "empty")
            yield return "Nothing was scored in the period, so that there is nothing to compare.";
        foreach (ExcludedJobs excluded in document.Scored.Excluded)
            yield return $"{PeopleNumbers.Count(excluded.Jobs)} job(s) with {PeopleNumbers.Count(excluded.Rows)} rows were left out: {Reason(excluded.Reason)}.";
        foreach (string finding in Data(document).Concat(Attribution(document)).Concat(Performance(document)).Concat(FairnessWords.Findings(document.Fairness)).Concat(SliceWords.Findings(document.Slices)).Concat(ProbeFindings.Of(document)))
            yield return finding;
        if (document.Labels.Late > 0)
            yield return $"{PeopleNumbers.Count(document.Labels.Late)} labels belong to rows that were scored before the period; they count in this audit.";
        if (document.Labels.Bad.Count > 0)
            yield return $"{PeopleNumbers.Count(document.Labels.Bad.Values.Sum())} labels cannot be used: {string.Join(", ", document.Labels.Bad.Select(bad => $"{PeopleNumbers.Count(bad.Value)} {bad.Key}"))}.";
    }

    private static IEnumerable<string> Data(AuditDocument document)
    {
        if (document.Data is not { } data)
            yield break;
        ColumnDrift[] drifted = [.. data.Columns.Where(column => column.Drifted)];
        yield return drifted.Length == 0
            ? $"None of the {PeopleNumbers.Count(data.Measured)} columns that could be measured has drifted from the background."
            : $"{PeopleNumbers.Count(drifted.Length)} of {PeopleNumbers.Count(data.Measured)} columns have drifted from the background: {string.Join(", ", drifted.Take(MostColumns).Select(column => column.Column))}{(drifted.Length > MostColumns ? ", ..." : "")}.";
        int constant = data.Columns.Count(column => column.ReferenceIsConstant), unmeasured = data.Columns.Count(column => column.Status != DriftStatus.Measured);
        if (constant > 0)
            yield return $"{PeopleNumbers.Count(constant)} column(s) do not vary in the background; only distances over bins are given for them.";
        if (unmeasured > 0)
            yield return $"{PeopleNumbers.Count(unmeasured)} column(s) have too few values to be compared.";
        if (document.Prediction is { Status: DriftStatus.Measured } prediction)
            yield return prediction.Drifted ? "The predictions have drifted from those of the background." : "The predictions have not drifted from those of the background.";
    }

    private static IEnumerable<string> Attribution(AuditDocument document)
    {
        if (document.Attribution is not { } attribution)
        {
            if (document.Scored.Rows > 0)
                yield return $"Fewer than {SmallCells.DefaultMinimumCount} rows were scored, so that nothing is told of their attributions.";
            yield break;
        }

        if (attribution.Drift is not { } drift)
        {
            yield return document.Audit.Reference is null
                ? "There are too few rows to be the reference of later audits, and no reference to compare attributions with."
                : "This is the reference sweep: later audits compare their attributions and performance with it.";
            yield break;
        }

        yield return drift.Drifted ? "The order of what matters to the model has drifted from the reference, beyond the errors of the attributions."
            : drift.CrossesThreshold ? "The order of what matters to the model differs from the reference, but the errors of the attributions may explain that."
            : "What matters to the model is what mattered in the reference.";
        foreach (NewTopPlayer player in drift.NewTopPlayers)
            yield return $"{player.Player} is now number {player.CurrentRank} of what matters most; it was number {player.ReferenceRank} (in {PeopleNumbers.Percent(player.Probability)} of draws within the errors).";
    }

    private static IEnumerable<string> Performance(AuditDocument document)
    {
        if (document.Performance?.Decay is { } decay)
            yield return decay.Verdict == DecayVerdict.Decayed ? $"Silent decay: {decay.Sentence}" : decay.Sentence;
        if (document.Performance is { Expected.Accuracy.Value: { } expected, Assumption: { } assumption })
            yield return $"Without labels the accuracy is estimated at {PeopleNumbers.Percent(expected)}. {assumption}";
    }

    private static string Reason(string reason) => reason switch
    {
        "other-version" => "they were explained by another version of the model",
        "other-space" => "they were explained in another space",
        "other-outputs" => "they were explained for other outputs",
        _ => "their documents are gone",
    };
}
