namespace XaiFunctions.Core.Statistics;

/// <summary>Correlations of two lists of numbers.</summary>
public static class Correlations
{
    /// <summary>Pearson's correlation; NaN if one of them does not vary.</summary>
    /// <exception cref="ArgumentException">They differ in length.</exception>
    public static double Pearson(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        if (first.Length != second.Length)
            throw new ArgumentException($"{first.Length} numbers cannot be correlated with {second.Length}.", nameof(second));

        double meanFirst = 0, meanSecond = 0;
        for (int index = 0; index < first.Length; index++)
            (meanFirst, meanSecond) = (meanFirst + (first[index] / first.Length), meanSecond + (second[index] / first.Length));
        double products = 0, squaresFirst = 0, squaresSecond = 0;
        for (int index = 0; index < first.Length; index++)
        {
            double left = first[index] - meanFirst, right = second[index] - meanSecond;
            products += left * right;
            squaresFirst += left * left;
            squaresSecond += right * right;
        }

        return squaresFirst > 0 && squaresSecond > 0 ? Math.Clamp(products / Math.Sqrt(squaresFirst * squaresSecond), -1, 1) : double.NaN;
    }

    /// <summary>Spearman's correlation: Pearson's of the ranks, ties with their middle rank.</summary>
    public static double Spearman(ReadOnlySpan<double> first, ReadOnlySpan<double> second) => Pearson(Ranks(first), Ranks(second));

    /// <summary>The ranks of numbers, from 0; equal numbers have the middle of the ranks that they take together.</summary>
    public static double[] Ranks(ReadOnlySpan<double> values)
    {
        double[] copy = values.ToArray();
        int[] order = [.. Enumerable.Range(0, copy.Length).OrderBy(index => copy[index])];
        var ranks = new double[copy.Length];
        for (int first = 0; first < order.Length;)
        {
            int end = first;
            while (end < order.Length && copy[order[end]] == copy[order[first]])
                end++;
            for (int place = first; place < end; place++)
                ranks[order[place]] = (first + end - 1) / 2.0;
            first = end;
        }

        return ranks;
    }
}
