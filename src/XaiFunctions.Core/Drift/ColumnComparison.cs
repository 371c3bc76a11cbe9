using XaiFunctions.Core.Privacy;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Drift;

/// <summary>Measures the drift of one column and says what decides.</summary>
internal static class ColumnComparison
{
    // Evidently's lower bound of the scale, so that a constant column does not divide by zero.
    private const double LeastScale = 0.001;

    public static ColumnDrift Numbers(string column, NumberCounts reference, NumberCounts current, DriftOptions options)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(current);
        options.Validate();
        ColumnDrift drift = Begin(column, reference.Count, reference.Missing, current.Count, current.Missing, options);
        if (drift.Status != DriftStatus.Measured)
            return drift;

        int distinct = Distinct(reference, DriftOptions.MostDistinctAsCategories + 1);
        bool asCategories = distinct <= DriftOptions.MostDistinctAsCategories && options.Edges is null;
        drift = OverBins(drift, BinCounts.OfNumbers(reference, current, options, asCategories), options);
        if (reference.Count > 0 && current.Count > 0)
        {
            Distance wasserstein = NumberDistances.Wasserstein(reference, current);
            drift = drift with
            {
                KolmogorovSmirnov = NumberDistances.KolmogorovSmirnov(reference, current),
                Wasserstein = wasserstein,
                ScaledWasserstein = wasserstein.Value / Math.Max(reference.StandardDeviation, LeastScale),
                Unseen = ShareOf(OutOfRange(reference, current), current.Count, options),
                ReferenceIsConstant = reference.Minimum == reference.Maximum,
            };
        }

        return Decide(drift, Method(drift, asCategories, distinct == 2, options), options);
    }

    public static ColumnDrift Categories(string column, CategoryCounts reference, CategoryCounts current, DriftOptions options)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(current);
        options.Validate();
        if (!reference.Categories.SequenceEqual(current.Categories))
            throw new ArgumentException("Both sides must be counted with the same known values.", nameof(current));

        ColumnDrift drift = Begin(column, reference.Count, reference.Missing, current.Count, current.Missing, options);
        if (drift.Status != DriftStatus.Measured)
            return drift;

        int distinct = 0;
        foreach (long count in reference.Counts)
            distinct += count > 0 ? 1 : 0;
        drift = OverBins(drift, BinCounts.OfCategories(reference, current), options) with
        {
            Unseen = ShareOf(current.Unseen, current.Count, options),
            ReferenceIsConstant = distinct == 1 && reference.Unseen == 0,
        };
        return Decide(drift, Method(drift, true, distinct == 2, options), options);
    }

    private static ColumnDrift Begin(string column, long reference, long referenceMissing, long current, long currentMissing, DriftOptions options)
    {
        long allReference = reference + referenceMissing, allCurrent = current + currentMissing;
        DriftStatus status = allReference == 0 ? DriftStatus.NoReference
            : allCurrent == 0 ? DriftStatus.NoCurrentValues
            : Math.Min(allReference, allCurrent) < options.MinimumCount ? DriftStatus.TooFew
            : DriftStatus.Measured;
        return new ColumnDrift
        {
            Column = column,
            Status = status,
            ReferenceCount = SmallCells.Told(allReference, options.MinimumCount),
            CurrentCount = SmallCells.Told(allCurrent, options.MinimumCount),
            ReferenceMissing = status == DriftStatus.Measured ? ShareOf(referenceMissing, allReference, options) : null,
            CurrentMissing = status == DriftStatus.Measured ? ShareOf(currentMissing, allCurrent, options) : null,
        };
    }

    // A share of a few rows tells their number as well as a bin would.
    private static Estimate ShareOf(long part, long whole, DriftOptions options) =>
        SmallCells.Told(part, options.MinimumCount) is null ? Estimate.None(Absence.TooFew) : Estimate.Share(part, whole, options.MinimumCount);

    private static ColumnDrift OverBins(ColumnDrift drift, BinCounts bins, DriftOptions options)
    {
        long[] reference = bins.Reference, current = bins.Current;
        return drift with
        {
            Bins = bins.Told(options.MinimumCount),
            PopulationStability = Divergences.PopulationStability(reference, current, options.EmptyShare),
            JensenShannon = Divergences.JensenShannon(reference, current),
            Hellinger = Divergences.Hellinger(reference, current),
            Homogeneity = HomogeneityTest.Of(reference, current),
        };
    }

    private static DriftMethod Method(ColumnDrift drift, bool asCategories, bool twoValues, DriftOptions options)
    {
        if (options.Method != DriftMethod.Auto)
        {
            bool needsNumbers = options.Method is DriftMethod.KolmogorovSmirnov or DriftMethod.Wasserstein;
            if ((needsNumbers && drift.KolmogorovSmirnov is null) || (options.Method == DriftMethod.TwoProportions && drift.Homogeneity!.Freedom != 1))
                throw new ArgumentException($"{options.Method} is not defined for the values of column '{drift.Column}'.", nameof(options));
            return options.Method;
        }

        if (drift.ReferenceCount > DriftOptions.LargestReferenceForTests)
            return asCategories || drift.Wasserstein is null ? DriftMethod.JensenShannon : DriftMethod.Wasserstein;
        if (!asCategories && drift.KolmogorovSmirnov is not null)
            return DriftMethod.KolmogorovSmirnov;
        return twoValues && drift.Homogeneity!.Freedom == 1 ? DriftMethod.TwoProportions : DriftMethod.ChiSquared;
    }

    private static ColumnDrift Decide(ColumnDrift drift, DriftMethod method, DriftOptions options)
    {
        // With two bins the z test of two shares and chi-squared are the same test.
        double pValue = method is DriftMethod.KolmogorovSmirnov or DriftMethod.Wasserstein ? drift.KolmogorovSmirnov!.PValue : drift.Homogeneity!.PValue;
        (double score, double threshold) = method switch
        {
            DriftMethod.Wasserstein => (drift.ScaledWasserstein!.Value, options.WassersteinThreshold),
            DriftMethod.JensenShannon => (drift.JensenShannon!.Value, options.JensenShannonThreshold),
            DriftMethod.PopulationStability => (drift.PopulationStability!.Value, options.StabilityThreshold),
            DriftMethod.Hellinger => (drift.Hellinger!.Value, options.HellingerThreshold),
            _ => (pValue, options.Significance),
        };
        drift = drift with { Method = method, Score = score, Threshold = threshold, PValue = pValue };
        return drift with { Drifted = drift.CrossesThreshold && pValue < options.Significance };
    }

    private static long OutOfRange(NumberCounts reference, NumberCounts current)
    {
        // What lies between points is inside the range if the reference has values on both sides of it.
        ReadOnlySpan<double> points = reference.Grid.Points;
        long outside = 0;
        for (int cell = 0; cell < current.Cells.Length; cell++)
        {
            double low = cell == 0 ? double.NegativeInfinity : points[(cell - 1) / 2];
            double high = cell == current.Cells.Length - 1 ? double.PositiveInfinity : points[cell / 2];
            if (high < reference.Minimum || low > reference.Maximum || (cell % 2 == 0 && (high <= reference.Minimum || low >= reference.Maximum)))
                outside += current.Cells[cell];
        }

        return outside;
    }

    private static int Distinct(NumberCounts counts, int most)
    {
        int distinct = 0;
        for (int cell = 0; cell < counts.Cells.Length && distinct < most; cell++)
            distinct += counts.Cells[cell] == 0 ? 0 : cell % 2 == 1 ? 1 : most;
        return Math.Min(distinct, most);
    }
}
