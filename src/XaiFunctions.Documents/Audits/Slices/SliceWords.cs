using XaiFunctions.Core.Slices;
using XaiFunctions.Core.Statistics;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Audits.Slices;

/// <summary>What an audit found on slices, in words and as metrics.</summary>
internal static class SliceWords
{
    private const int MostTold = 3;

    /// <summary>The metrics: those of the worst significant slice; 1, or 0, if there is none.</summary>
    public static IEnumerable<(string Name, Estimate Value)> Metrics(SliceSection? section)
    {
        if (section is null)
            yield break;
        foreach (SliceSearch search in section.Searches.Where(search => search.Overall.HasValue))
        {
            FoundSlice[] significant = [.. search.Slices.Where(slice => slice.IsSignificant)];
            double overall = search.Overall.Value!.Value;
            Estimate? worst = significant.Length == 0 ? null : significant.MaxBy(slice => slice.Inside.Value)!.Inside;
            if (search.Criterion is SliceCriterion.TooLow or SliceCriterion.TooHigh)
                yield return ($"slices.worst{search.Criterion}", worst ?? Estimate.Of(0, search.Overall.Count));
            else if (overall > 0)
                yield return ($"slices.worst{search.Criterion}Ratio", worst is null ? Estimate.Of(1, search.Overall.Count) : Over(worst, overall));
            yield return ($"slices.significant{search.Criterion}", Estimate.Of(significant.Length, search.Overall.Count));
        }
    }

    public static IEnumerable<string> Findings(SliceSection? section)
    {
        if (section is null)
            yield break;
        foreach (SliceSearch search in section.Searches.Where(search => search.Criterion != SliceCriterion.Attribution))
        {
            foreach (FoundSlice slice in search.Slices.Where(slice => slice.IsSignificant).Take(MostTold))
            {
                string where = $"Where {Conditions(slice)}";
                yield return search.Criterion == SliceCriterion.Error
                    ? $"{where}, the {Of(search.Criterion)} is {Value(slice.Inside)}, elsewhere {Value(slice.Outside)} ({PeopleNumbers.Count(slice.Inside.Count)} rows; adjusted p {PeopleNumbers.Short(slice.AdjustedPValue)})."
                    : $"{where}, probabilities are {(search.Criterion == SliceCriterion.TooLow ? "too low" : "too high")} by {Value(slice.Inside)} on average ({PeopleNumbers.Count(slice.Inside.Count)} rows; adjusted p {PeopleNumbers.Short(slice.AdjustedPValue)}).";
            }
        }

        if (section.Searches[0].Overall.HasValue && !section.Searches.Any(search => search.Criterion != SliceCriterion.Attribution && search.Slices.Any(slice => slice.IsSignificant)))
            yield return "No slice of the rows was found on which the model errs more, or its probabilities are off, beyond chance.";
    }

    public static string Title(SliceCriterion criterion) => criterion switch
    {
        SliceCriterion.Error => "Where the model errs",
        SliceCriterion.TooLow => "Where probabilities are too low",
        SliceCriterion.TooHigh => "Where probabilities are too high",
        _ => "Where players move the output most",
    };

    public static string Of(SliceCriterion criterion) => criterion switch
    {
        SliceCriterion.Error => "mean error",
        SliceCriterion.Attribution => "sum of |attribution|",
        _ => "mean gap",
    };

    public static string Conditions(FoundSlice slice) => string.Join(" and ", slice.Conditions.Select(Condition));

    public static string Value(Estimate estimate) => AuditWords.Value(estimate);

    private static string Condition(SlicePredicate condition) => $"{PlayerWords.Title(condition.Column)} is {condition.Value}";

    private static Estimate Over(Estimate estimate, double overall) => Estimate.Of(
        estimate.Value!.Value / overall, estimate.Count, estimate.Interval is { } interval ? new Interval(interval.Low / overall, interval.High / overall) : null);
}
