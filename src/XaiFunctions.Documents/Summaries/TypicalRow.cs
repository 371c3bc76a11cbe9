using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Summaries;

/// <summary>Finds the row whose explanation is most like all the others'.</summary>
internal static class TypicalRow
{
    /// <summary>The row whose attributions are nearest to the mean attributions of the given rows (Euclidean); the first one among equals.</summary>
    public static RowExplanation Among(IList<RowExplanation> rows, int output)
    {
        var mean = new double[rows[0].Outputs[output].Attributions.Length];
        foreach (RowExplanation row in rows)
        {
            ReadOnlySpan<double> attributions = row.Outputs[output].Attributions.Span;
            for (int player = 0; player < mean.Length; player++)
                mean[player] += attributions[player] / rows.Count;
        }

        return rows.OrderBy(row => Distance(row.Outputs[output].Attributions.Span, mean)).ThenBy(row => row.Row).First();
    }

    private static double Distance(ReadOnlySpan<double> attributions, double[] mean)
    {
        double distance = 0;
        for (int player = 0; player < mean.Length; player++)
            distance += (attributions[player] - mean[player]) * (attributions[player] - mean[player]);
        return distance;
    }
}
