namespace XaiFunctions.Core.Statistics;

/// <summary>Control of the false discovery rate over many tests (Benjamini and Hochberg 1995).</summary>
public static class BenjaminiHochberg
{
    /// <summary>
    /// Adjusted p values, in the order given: <c>min over ranks k &gt;= rank(i) of p_(k) tests/k</c>, at most 1. A test is a discovery at rate q if its adjusted value is at most q.
    /// </summary>
    /// <param name="pValues">NaN stands for a test that was not made: it is left out of the count and stays NaN.</param>
    public static double[] Adjust(ReadOnlySpan<double> pValues)
    {
        double[] adjusted = pValues.ToArray();
        int[] order = [.. Enumerable.Range(0, adjusted.Length).Where(test => !double.IsNaN(adjusted[test])).OrderBy(test => adjusted[test])];
        double least = 1;
        for (int rank = order.Length; rank >= 1; rank--)
        {
            least = Math.Min(least, adjusted[order[rank - 1]] * order.Length / rank);
            adjusted[order[rank - 1]] = least;
        }

        return adjusted;
    }
}
