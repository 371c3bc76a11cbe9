using XaiFunctions.Core.Games;

namespace XaiFunctions.Core.Tests;

/// <summary>Games made from a small number, the same everywhere.</summary>
internal static class TestGames
{
    /// <summary>A stream of numbers in [0, 1) from a seed.</summary>
    public static IEnumerator<double> Numbers(ulong seed)
    {
        ulong state = seed * 2862933555777941757 + 3037000493;
        while (true)
        {
            state = state * 6364136223846793005 + 1442695040888963407;
            yield return (state >> 33) / (double)(1L << 31);
        }
    }

    public static double Next(this IEnumerator<double> numbers)
    {
        numbers.MoveNext();
        return numbers.Current;
    }

    public static double[] Fill(this IEnumerator<double> numbers, int count) => [.. Enumerable.Range(0, count).Select(_ => (4 * numbers.Next()) - 2)];

    public static Players Single(int count) => Players.OnePerColumn([.. Enumerable.Range(0, count).Select(i => $"p{i}")]);

    /// <summary>A sigmoid of a few random products: interactions of every order, values in (0, 1).</summary>
    public static FunctionModel Sigmoid(int columns, int outputs, ulong seed)
    {
        IEnumerator<double> numbers = Numbers(seed);
        double[][] linear = [.. Enumerable.Range(0, outputs).Select(_ => numbers.Fill(columns))];
        double[][] cross = [.. Enumerable.Range(0, outputs).Select(_ => numbers.Fill(columns))];
        return new(columns, outputs, (row, output) =>
        {
            ReadOnlySpan<double> x = row.Span;
            for (int k = 0; k < outputs; k++)
            {
                double sum = 0;
                for (int c = 0; c < x.Length; c++)
                    sum += (linear[k][c] * x[c]) + (cross[k][c] * x[c] * x[(c + 1) % x.Length]);
                output.Span[k] = 1 / (1 + Math.Exp(-sum / Math.Sqrt(columns)));
            }
        });
    }

    public static ExplanationGame Game(IModel model, ulong seed, int backgroundRows, Link link = Link.Identity, Players? players = null) =>
        new(model, new(Numbers(seed + 1000).Fill(backgroundRows * model.ColumnCount), model.ColumnCount), players ?? Single(model.ColumnCount), link);
}
