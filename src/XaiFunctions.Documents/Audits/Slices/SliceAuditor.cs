using XaiFunctions.Core.Slices;
using XaiFunctions.Core.Statistics;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Audits.Slices;

/// <summary>Makes the section on slices of an audit, over its random samples of rows.</summary>
public static class SliceAuditor
{
    private const int MostColumns = 20;
    private const int MostSlices = 5;
    private const int Candidates = 20;
    private const double Level = 0.05;

    // A gap of probabilities is searched for in units of 0 to 1 around a half, so that it weighs less against the size than an error does.
    private const double AlphaOfErrors = 0.95;
    private const double AlphaOfGaps = 0.98;

    /// <summary>Audits.</summary>
    /// <param name="shape">What was counted.</param>
    /// <param name="sums">The sums of the period.</param>
    /// <param name="importance">The global importance of the players in the period, most important first; null if nothing was scored, and the players come in their own order.</param>
    public static SliceSection Audit(AuditShape shape, AuditSums sums, IReadOnlyList<PlayerImportance>? importance)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(sums);
        IReadOnlyList<RowGrouping> columns = shape.GroupingsOf([.. importance?.Select(player => player.Player) ?? shape.Frame.Players.Names], MostColumns);
        int least = shape.Fairness.Policy.MinimumCount;
        SliceRows labelled = new(sums.LabelledSample.Rows, columns), all = new(sums.Sample.Rows, columns);
        bool isGap = shape.Labels == LabelKind.Class && sums.Binary.OutsideUnit == 0;
        SliceSearch[] searches =
        [
            Search(SliceCriterion.Error, shape, labelled, least, shape.Labels != LabelKind.None),
            Search(SliceCriterion.TooLow, shape, labelled, least, isGap),
            Search(SliceCriterion.TooHigh, shape, labelled, least, isGap),
            Search(SliceCriterion.Attribution, shape, all, least, true),
        ];
        return new(Judge(searches), least, [.. columns.Select(column => column.Name)]);
    }

    private static SliceSearch Search(SliceCriterion criterion, AuditShape shape, SliceRows rows, int least, bool applies)
    {
        if (!applies)
            return new(criterion, Absence.NotApplicable, Estimate.None(Absence.NotApplicable), 0, true, []);
        bool isGap = criterion is SliceCriterion.TooLow or SliceCriterion.TooHigh;
        var values = new SliceValues(criterion, shape);
        double[] measured = values.Of(rows.Measured);
        Estimate overall = measured.Length < least ? Estimate.None(measured.Length == 0 ? Absence.NoRows : Absence.TooFew) : values.Mean(rows.Measured, measured);
        if (!overall.HasValue)
            return new(criterion, overall.Absence, overall, 0, true, []);
        SliceReport report = SliceLine.Find(
            rows.ToTable(),
            isGap ? [.. values.Of(rows.Found).Select(gap => (1 + gap) / 2)] : values.Of(rows.Found),
            new SliceOptions { Alpha = isGap ? AlphaOfGaps : AlphaOfErrors, Top = Candidates, Depth = 2, MinimumCount = least });
        FoundSlice[] found = [.. Distinct(report.Slices).Select(slice => Measure(slice, rows, values, measured, least)).OfType<FoundSlice>().Take(MostSlices)];
        return new(criterion, report.Absence, overall, report.Evaluated, report.IsComplete, found);
    }

    /// <summary>A slice within one that is already told says little more.</summary>
    private static IEnumerable<Slice> Distinct(IReadOnlyList<Slice> slices) =>
        slices.Where((slice, index) => !slices.Take(index).Any(better => better.Predicates.All(slice.Predicates.Contains)));

    /// <summary>A slice on the other half; null if it, or the rest, has too few rows there.</summary>
    private static FoundSlice? Measure(Slice slice, SliceRows rows, SliceValues values, double[] measured, int least)
    {
        bool[] isIn = rows.In(slice.Predicates);
        int inside = isIn.Count(flag => flag);
        if (Math.Min(inside, isIn.Length - inside) < least)
            return null;
        AuditRow[] own = [.. rows.Measured.Where((_, row) => isIn[row])], others = [.. rows.Measured.Where((_, row) => !isIn[row])];
        WelchTest test = WelchTest.Greater([.. measured.Where((_, row) => isIn[row])], [.. measured.Where((_, row) => !isIn[row])]);
        return new(slice.Predicates, slice.Score, values.Mean(own, values.Of(own)), values.Mean(others, values.Of(others)), test.Difference, values.PValue(own) ?? test.PValue, false)
        {
            Table = values.TableOf(own),
        };
    }

    private static SliceSearch[] Judge(SliceSearch[] searches)
    {
        double[] adjusted = BenjaminiHochberg.Adjust([.. searches.SelectMany(search => search.Slices).Select(slice => slice.AdjustedPValue ?? double.NaN)]);
        int next = 0;
        return [.. searches.Select(search => search with
        {
            Slices = [.. search.Slices.Select(slice =>
            {
                double p = adjusted[next++];
                return slice with { AdjustedPValue = double.IsNaN(p) ? null : p, IsSignificant = p < Level && slice.Excess.Value > 0 };
            })],
        })];
    }
}
