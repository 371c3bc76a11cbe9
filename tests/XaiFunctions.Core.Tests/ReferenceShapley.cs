using System.Numerics;
using XaiFunctions.Core.Games;

namespace XaiFunctions.Core.Tests;

/// <summary>
/// Shapley values straight from the definition, by averaging marginal contributions with the weights |S|! (n - |S| - 1)! / n!.
/// Shares no code with what it checks: it masks, averages and links for itself.
/// </summary>
internal static class ReferenceShapley
{
    /// <summary>outputs x players.</summary>
    public static double[,] Explain(IModel model, Background background, Players players, Link link, double[] row)
    {
        int n = players.Count;
        double[][] games = Games(model, background, players, link, row);
        var result = new double[model.OutputCount, n];
        for (int output = 0; output < model.OutputCount; output++)
        {
            double[] phi = FromGame(n, games[output]);
            for (int player = 0; player < n; player++)
                result[output, player] = phi[player];
        }

        return result;
    }

    /// <summary>The 2^n values of each output's game.</summary>
    public static double[][] Games(IModel model, Background background, Players players, Link link, double[] row)
    {
        double[][] values = [.. Enumerable.Range(0, 1 << players.Count).Select(mask => Value(model, background, players, link, row, mask))];
        return [.. Enumerable.Range(0, model.OutputCount).Select(output => values.Select(value => value[output]).ToArray())];
    }

    /// <summary>The Shapley interaction index of every pair of a game given by its 2^n values, by the weights |S|! (n - |S| - 2)! / (n - 1)!; 0 on the diagonal.</summary>
    public static double[,] Interactions(int n, double[] game)
    {
        var index = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                for (int mask = 0; mask < 1 << n && i != j; mask++)
                {
                    if ((mask >> i & 1) != 0 || (mask >> j & 1) != 0)
                        continue;
                    int size = BitOperations.PopCount((uint)mask);
                    double weight = Factorial(size) * Factorial(n - size - 2) / Factorial(n - 1);
                    index[i, j] += weight * (game[mask | (1 << i) | (1 << j)] - game[mask | (1 << i)] - game[mask | (1 << j)] + game[mask]);
                }
            }
        }

        return index;
    }

    /// <summary>The Shapley values of a game given by its 2^n values.</summary>
    public static double[] FromGame(int n, double[] game)
    {
        var phi = new double[n];
        for (int player = 0; player < n; player++)
        {
            for (int mask = 0; mask < 1 << n; mask++)
            {
                if ((mask >> player & 1) != 0)
                    continue;
                int size = BitOperations.PopCount((uint)mask);
                double weight = Factorial(size) * Factorial(n - size - 1) / Factorial(n);
                phi[player] += weight * (game[mask | (1 << player)] - game[mask]);
            }
        }

        return phi;
    }

    private static double[] Value(IModel model, Background background, Players players, Link link, double[] row, int mask)
    {
        var sums = new double[model.OutputCount];
        var output = new double[model.OutputCount];
        for (int b = 0; b < background.RowCount; b++)
        {
            double[] mixed = background.Row(b).ToArray();
            for (int column = 0; column < mixed.Length; column++)
            {
                if ((mask >> players.Owner[column] & 1) != 0)
                    mixed[column] = row[column];
            }

            model.Predict(mixed, output);
            for (int k = 0; k < sums.Length; k++)
                sums[k] += background.Weights[b] * output[k];
        }

        return [.. sums.Select(sum => link.Apply(sum))];
    }

    private static double Factorial(int n) => n <= 1 ? 1 : n * Factorial(n - 1);
}
