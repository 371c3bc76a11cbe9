using XaiFunctions.Core.Games;

namespace XaiFunctions.Core.ExplanationQuality;

/// <summary>The output of a row of which some players are unknown: their cells are those of the baseline rows, over which the output is averaged; then it is mapped into the explained space.</summary>
internal sealed class Removal(IModel model, int output, double[] row, double[] baseline, Players players, Link link)
{
    private readonly Dictionary<string, double> known = new(StringComparer.Ordinal);

    public long ModelRows { get; private set; }

    public double Value(bool[] removed)
    {
        string key = new([.. removed.Select(flag => flag ? '1' : '0')]);
        if (known.TryGetValue(key, out double value))
            return value;

        int columns = model.ColumnCount, count = removed.Contains(true) ? baseline.Length / columns : 1;
        double[] rows = [.. Enumerable.Repeat(row, count).SelectMany(cells => cells)];
        for (int player = 0; player < removed.Length; player++)
        {
            if (!removed[player])
                continue;
            foreach (int column in players.Columns(player))
            {
                for (int at = 0; at < count; at++)
                    rows[(at * columns) + column] = baseline[(at * columns) + column];
            }
        }

        var outputs = new double[count * model.OutputCount];
        model.Predict(rows, outputs);
        ModelRows += count;
        double sum = 0;
        for (int at = 0; at < count; at++)
            sum += outputs[(at * model.OutputCount) + output];
        value = link.Apply(sum / count);
        known.Add(key, value);
        return value;
    }
}
