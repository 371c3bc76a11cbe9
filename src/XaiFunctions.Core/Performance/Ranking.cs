using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Performance;

/// <summary>How well scores put the rows that are yes above those that are no.</summary>
public static class Ranking
{
    /// <summary>
    /// The area under the ROC curve: the probability that a row which is yes has a higher score than one which is no, ties counted half. The interval is that of DeLong, DeLong and
    /// Clarke-Pearson (1988); where it has no width, that of a share of as many rows as the smaller class has.
    /// </summary>
    /// <remarks>If scores were counted in steps, pairs within a step count half, and the interval is widened by half of their share, the most that this can be off.</remarks>
    public static Estimate RocAuc(ScoreTable table, int minimumCount = 1)
    {
        if (Missing(table, minimumCount) is { } none)
            return none;

        double positives = table.Positives, negatives = table.Negatives, tied = 0;
        long negativesBelow = 0, positivesBelow = 0;
        double sum = 0, squaresPositive = 0, squaresNegative = 0;
        foreach (ScoreCell cell in table.ToCells())
        {
            // The placement of each row among those of the other class.
            double ofPositive = (negativesBelow + (0.5 * cell.Negatives)) / negatives;
            double ofNegative = (positives - positivesBelow - (0.5 * cell.Positives)) / positives;
            sum += cell.Positives * ofPositive;
            squaresPositive += cell.Positives * ofPositive * ofPositive;
            squaresNegative += cell.Negatives * ofNegative * ofNegative;
            tied += cell.Positives / positives * (cell.Negatives / negatives);
            negativesBelow += cell.Negatives;
            positivesBelow += cell.Positives;
        }

        double area = sum / positives;
        double variance = (Variance(squaresPositive, area, positives) / positives) + (Variance(squaresNegative, area, negatives) / negatives);
        double off = table.IsExact ? 0 : tied / 2;
        double smaller = Math.Min(positives, negatives);
        Interval interval = variance > 0 ? Interval.Around(area, Math.Sqrt(variance)) : Proportion.Wilson(area * smaller, smaller);
        return Estimate.Of(area, table.Positives + table.Negatives, new Interval(interval.Low - off, interval.High + off).Within(0, 1));
    }

    /// <summary>
    /// The average precision, <c>sum over thresholds of (R_k - R_(k-1)) P_k</c>: the area under the precision-recall curve without interpolation. The interval is the logit
    /// interval of Boyd, Eng and Page (2013).
    /// </summary>
    public static Estimate PrecisionRecallAuc(ScoreTable table, int minimumCount = 1)
    {
        if (Missing(table, minimumCount) is { } none)
            return none;

        double area = 0, positives = table.Positives;
        long truePositives = 0, selected = 0;
        ScoreCell[] cells = table.ToCells();
        for (int index = cells.Length - 1; index >= 0; index--)
        {
            truePositives += cells[index].Positives;
            selected += cells[index].Positives + cells[index].Negatives;
            if (cells[index].Positives > 0)
                area += cells[index].Positives / positives * ((double)truePositives / selected);
        }

        area = Math.Min(1, area);
        if (area == 1)
            return Estimate.Of(1, table.Positives + table.Negatives, Proportion.Wilson(positives, positives));

        double logit = Math.Log(area / (1 - area));
        Interval onLogit = Interval.Around(logit, 1 / Math.Sqrt(positives * area * (1 - area)));
        return Estimate.Of(area, table.Positives + table.Negatives, new Interval(1 / (1 + Math.Exp(-onLogit.Low)), 1 / (1 + Math.Exp(-onLogit.High))));
    }

    private static Estimate? Missing(ScoreTable table, int minimumCount)
    {
        ArgumentNullException.ThrowIfNull(table);
        long labelled = table.Positives + table.Negatives;
        if (labelled == 0)
            return Estimate.None(table.Count == 0 ? Absence.NoRows : Absence.NotApplicable);
        if (labelled < minimumCount)
            return Estimate.None(Absence.TooFew);
        if (table.Positives == 0 || table.Negatives == 0)
            return Estimate.None(Absence.OneClass, labelled);
        return Math.Min(table.Positives, table.Negatives) < minimumCount ? Estimate.None(Absence.TooFew) : null;
    }

    private static double Variance(double squares, double mean, double count) => count < 2 ? 0 : Math.Max(0, (squares - (count * mean * mean)) / (count - 1));
}
