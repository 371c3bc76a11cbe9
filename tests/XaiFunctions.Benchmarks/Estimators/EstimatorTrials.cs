namespace XaiFunctions.Benchmarks.Estimators;

/// <summary>The error of each estimator from the same evaluations: the median over rows and seeds of ||estimate - exact||^2 / ||exact||^2.</summary>
internal static class EstimatorTrials
{
    private const int Seeds = 3;

    private static readonly (string Name, Func<Sample, double[]> Estimate)[] Estimators =
    [
        ("Gaussian process (Core)", Rivals.Process),
        ("regression alone", Rivals.Regression),
        ("OddSHAP-like", Rivals.OddTriples),
        ("Regression-MSR, linear", Rivals.RegressionMsrLinear),
        ("Regression-MSR, trees", Rivals.RegressionMsrTrees),
    ];

    public static Task RunAsync(TextWriter output)
    {
        output.WriteLine($"| game | evaluations | {string.Join(" | ", Estimators.Select(estimator => estimator.Name))} | kernelshap's hybrid |");
        output.WriteLine($"|---|---|{string.Concat(Estimators.Select(_ => "---|"))}---|");
        foreach (PlayedGame game in PlayedGame.All())
        {
            int players = game.Rows[0].Players;
            foreach (int perPlayer in (int[])[4, 8, 16, 32, 64])
            {
                if (players > 60 && perPlayer > 16)
                    continue;

                double existing = Math.Pow(2, players) - 2;
                if (perPlayer * players < existing)
                    output.WriteLine(Line(game, perPlayer * players, $"{perPlayer}n = {perPlayer * players}"));
            }
        }

        return Task.CompletedTask;
    }

    private static string Line(PlayedGame game, int evaluations, string budget)
    {
        var errors = Estimators.Select(_ => new List<double>()).ToArray();
        var hybrid = new List<double>();
        for (int row = 0; row < game.Rows.Count; row++)
        {
            for (int seed = 0; seed < Seeds; seed++)
            {
                PlayedRow played = game.Rows[row];
                int block = (row * Seeds) + seed;
                Sample sample = played.Draw(evaluations, block);
                for (int i = 0; i < Estimators.Length; i++)
                    errors[i].Add(played.Error(Estimators[i].Estimate(sample)));
                if (played.HasTable && played.Players <= 12)
                    hybrid.Add(played.Error(Rivals.Hybrid(played, evaluations, block)));
            }
        }

        string hybridError = hybrid.Count == 0 ? "" : Number(Timing.Median(hybrid));
        return $"| {game.Name} | {budget} | {string.Join(" | ", errors.Select(list => Number(Timing.Median(list))))} | {hybridError} |";
    }

    private static string Number(double error) => error.ToString("0.0e+0", System.Globalization.CultureInfo.InvariantCulture);
}
