using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Documents.Audits.Slices;

/// <summary>What a criterion says of rows.</summary>
internal sealed class SliceValues(SliceCriterion criterion, AuditShape shape)
{
    private double Sign => criterion == SliceCriterion.TooLow ? 1 : -1;

    private bool IsGap => criterion is SliceCriterion.TooLow or SliceCriterion.TooHigh;

    /// <summary>One number a row, more being worse; of gaps between -1 and 1.</summary>
    public double[] Of(IReadOnlyList<AuditRow> rows) => [.. rows.Select(row => criterion switch
    {
        SliceCriterion.Attribution => Strength(row),
        SliceCriterion.Error when shape.Labels == LabelKind.Number => Finite(Math.Abs(row.Label!.Value - row.Prediction)),
        SliceCriterion.Error => Decision(row) == (row.Label != 0) ? 0 : 1,
        _ => Finite(Sign * (row.Label!.Value - shape.Probability(row.Prediction))),
    })];

    /// <summary>Their mean with its interval.</summary>
    public Estimate Mean(IReadOnlyList<AuditRow> rows, double[] values)
    {
        double mean = values.Average();
        if (criterion == SliceCriterion.Error && shape.Labels != LabelKind.Number)
            return Estimate.Share((long)values.Sum(), values.Length);
        double error = IsGap
            ? Math.Sqrt(Variance(rows)) / rows.Count
            : Math.Sqrt(values.Average(value => (value - mean) * (value - mean)) / Math.Max(1, values.Length - 1));
        return Estimate.Of(mean, values.Length, Interval.Around(mean, error));
    }

    /// <summary>Of gaps the one-sided p value that labels were drawn with their probabilities: their sum has the variance of independent draws. Null for other criteria.</summary>
    public double? PValue(IReadOnlyList<AuditRow> rows)
    {
        if (!IsGap)
            return null;
        double deviation = Math.Sqrt(Variance(rows)), sum = Of(rows).Sum();
        if (deviation == 0)
            return sum > 0 ? 0 : 1;
        double twoSided = Normal.TwoSided(sum / deviation);
        return sum > 0 ? twoSided / 2 : 1 - (twoSided / 2);
    }

    /// <summary>The rows in numbers; null if their labels are not yes and no.</summary>
    public SliceTableRow? TableOf(IReadOnlyList<AuditRow> rows) => shape.Labels != LabelKind.Class || rows.Any(row => row.Label is null) ? null : new(
        rows.Count,
        rows.Average(row => row.Label!.Value),
        rows.Average(row => shape.Probability(row.Prediction)),
        rows.Average(row => Decision(row) ? 1.0 : 0),
        rows.Average(row => Decision(row) == (row.Label != 0) ? 1.0 : 0));

    private double Variance(IReadOnlyList<AuditRow> rows) => rows.Sum(row => shape.Probability(row.Prediction) is var p ? p * (1 - p) : 0);

    private bool Decision(AuditRow row) => shape.Probability(row.Prediction) >= shape.Performance.Threshold;

    private static double Strength(AuditRow row)
    {
        double sum = 0;
        foreach (double attribution in row.Attributions.Span)
            sum += Finite(Math.Abs(attribution));
        return sum;
    }

    private static double Finite(double value) => double.IsFinite(value) ? value : 0;
}
