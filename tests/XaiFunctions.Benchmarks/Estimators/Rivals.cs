using System.Numerics;
using XaiFunctions.Core.Shapley;
using XaiFunctions.Core.Structure;

namespace XaiFunctions.Benchmarks.Estimators;

/// <summary>Estimators of attributions from a sample of coalitions: the one in Core, and those that it was compared with.</summary>
internal static class Rivals
{
    private const int Folds = 5;

    /// <summary>The regression of leverage-sampled KernelSHAP alone (Musco and Witter 2024).</summary>
    public static double[] Regression(Sample sample)
    {
        var solver = new SampleSolver(sample.Plan, [.. Enumerable.Range(0, sample.Plan.PlayerCount)]);
        var estimate = new double[sample.Plan.PlayerCount];
        solver.Regression.Estimate(sample.Values, 1, sample.Row.Difference, estimate);
        return estimate;
    }

    /// <summary>What Core does: the regression, then a Gaussian process over coalitions.</summary>
    public static double[] Process(Sample sample)
    {
        int n = sample.Plan.PlayerCount;
        var estimate = new double[n];
        new SampleSolver(sample.Plan, [.. Enumerable.Range(0, n)]).Solve(sample.Values, 1, sample.Row.Difference, estimate, new double[n], new double[n]);
        return estimate;
    }

    /// <summary>Regression-MSR (Witter, Liu and Musco 2025) with a linear function.</summary>
    public static double[] RegressionMsrLinear(Sample sample) => RegressionMsr(sample, FitLinear);

    /// <summary>Regression-MSR with boosted trees.</summary>
    public static double[] RegressionMsrTrees(Sample sample) => RegressionMsr(sample, BoostedMasks.Fit);

    /// <summary>As OddSHAP: the odd part of the game by regression on all players and the triples of those with the largest attributions, one term for every four pairs at most.</summary>
    public static double[] OddTriples(Sample sample)
    {
        int n = sample.Plan.PlayerCount;
        double[] first = Regression(sample);
        int[] order = [.. Enumerable.Range(0, n).OrderByDescending(i => Math.Abs(first[i]))];
        int strong = 2;
        while (strong < n && (strong + 1) * strong * (strong - 1) / 6 <= sample.Pairs / 4)
            strong++;
        int[][] terms =
        [
            .. Enumerable.Range(0, n).Select(i => (int[])[i]),
            .. from a in Enumerable.Range(0, strong) from b in Enumerable.Range(0, a) from c in Enumerable.Range(0, b) select (int[])[order[a], order[b], order[c]],
        ];

        // The full coalition is one more point, with so much weight that it holds.
        var points = new List<(double[] Features, double Target, double Weight)>();
        for (int pair = 0; pair < sample.Pairs; pair++)
        {
            double[] features = [.. terms.Select(term => term.Aggregate(1.0, (product, player) => sample.IsMember(2 * pair, player) ? product : -product))];
            points.Add((features, (sample.Values[2 * pair] - sample.Values[(2 * pair) + 1]) / 2, sample.Plan.PairWeights[pair]));
        }

        points.Add(([.. terms.Select(_ => 1.0)], sample.Row.Difference / 2, 1e4 * points.Sum(point => point.Weight)));
        double[] coefficients = LeastSquares(points);
        var estimate = new double[n];
        for (int term = 0; term < terms.Length; term++)
        {
            foreach (int player in terms[term])
                estimate[player] += 2 * coefficients[term] / terms[term].Length;
        }

        return estimate;
    }

    /// <summary>All coalitions of one (or up to 16 players two) members and their complements, the rest sampled in pairs by kernel weight, with replacement: R's kernelshap.</summary>
    public static double[] Hybrid(PlayedRow row, int evaluations, long block)
    {
        int n = row.Players, whole = n <= 16 && evaluations > n * (n + 1) + (4 * n) ? 2 : 1;
        double[] mass = [.. Enumerable.Range(0, n).Select(size => size == 0 ? 0 : 1.0 / (size * (n - size)))];
        var random = new Random((int)block);
        var pairs = new List<(ulong Set, double Weight)>();
        for (ulong set = 1; set < 1UL << n; set++)
        {
            if (BitOperations.PopCount(set) is var size && size <= whole && pairs.Count < evaluations / 2)
                pairs.Add((set, mass[size] / Binomial(n, size)));
        }

        double[] rest = [.. Enumerable.Range(0, n).Select(size => size > whole && size < n - whole ? mass[size] : 0)];
        int left = (evaluations / 2) - pairs.Count;
        for (int i = 0; i < left; i++)
        {
            double place = random.NextDouble() * rest.Sum();
            int size = 0;
            while (place >= rest[size])
                place -= rest[size++];
            int[] members = [.. Enumerable.Range(0, n)];
            random.Shuffle(members);
            pairs.Add((members.Take(size).Aggregate(0UL, (set, member) => set | (1UL << member)), rest.Sum() / 2 / left));
        }

        double share = row.Difference / n;
        ulong all = (1UL << n) - 1;
        var points = pairs.Select(pair =>
        {
            int size = BitOperations.PopCount(pair.Set);
            double[] features = [.. Enumerable.Range(0, n).Select(player => (pair.Set >> player & 1) - (size / (double)n))];
            return (features, ((row.Value(pair.Set) - row.Value(all & ~pair.Set) + row.Difference) / 2) - (size * share), pair.Weight);
        }).ToList();
        double[] estimate = LeastSquares(points);
        double mean = estimate.Average();
        return [.. estimate.Select(value => value - mean + share)];
    }

    /// <summary>A function of coalitions with its Shapley values.</summary>
    public sealed record Function(Func<int, double> Of, double Empty, double Full, double[] Attributions);

    private static double[] RegressionMsr(Sample sample, Func<Sample, int[], Function> fit)
    {
        int n = sample.Plan.PlayerCount;
        int[] sizes = [.. Enumerable.Range(0, 2 * sample.Pairs).Select(sample.Size)];
        double[] taken = [.. Enumerable.Range(0, n + 1).Select(size => (double)sizes.Count(other => other == size))];
        double whole = sample.Row.Difference;
        var estimate = new double[n];
        for (int fold = 0; fold < Folds; fold++)
        {
            Function function = fit(sample, [.. Enumerable.Range(0, sample.Pairs).Where(pair => pair % Folds != fold)]);
            for (int player = 0; player < n; player++)
                estimate[player] += (function.Attributions[player] + ((whole - function.Full + function.Empty) / n)) / Folds;
            for (int coalition = 0; coalition < 2 * sample.Pairs; coalition++)
            {
                if (coalition / 2 % Folds != fold)
                    continue;

                // Times C(n, size) / taken, the reciprocal of the probability of being in the sample: 1 / (n C(n-1, s-1)) C(n, s) = 1 / s.
                int size = sizes[coalition];
                double residual = (sample.Values[coalition] - function.Of(coalition)) / taken[size];
                for (int player = 0; player < n; player++)
                    estimate[player] += sample.IsMember(coalition, player) ? residual / size : -residual / (n - size);
            }
        }

        double gap = (whole - estimate.Sum()) / n;
        return [.. estimate.Select(value => value + gap)];
    }

    private static Function FitLinear(Sample sample, int[] pairs)
    {
        int n = sample.Plan.PlayerCount;
        double[] Features(int coalition) => [1, .. Enumerable.Range(0, n).Select(player => sample.IsMember(coalition, player) ? 1.0 : 0)];
        double[] coefficients = LeastSquares(
            [.. pairs.SelectMany(pair => (int[])[2 * pair, (2 * pair) + 1]).Select(coalition => (Features(coalition), sample.Values[coalition], sample.Plan.PairWeights[coalition / 2]))]);
        return new(coalition => Features(coalition).Zip(coefficients, (a, b) => a * b).Sum(), coefficients[0], coefficients.Sum(), coefficients[1..]);
    }

    /// <summary>Weighted least squares with the least ridge that makes it definite.</summary>
    private static double[] LeastSquares(List<(double[] Features, double Target, double Weight)> points)
    {
        int count = points[0].Features.Length;
        double[] matrix = new double[count * count], right = new double[count];
        foreach ((double[] features, double target, double weight) in points)
        {
            for (int i = 0; i < count; i++)
            {
                right[i] += weight * features[i] * target;
                for (int j = 0; j < count; j++)
                    matrix[(i * count) + j] += weight * features[i] * features[j];
            }
        }

        double trace = Enumerable.Range(0, count).Sum(i => matrix[(i * count) + i]);
        for (int i = 0; i < count; i++)
            matrix[(i * count) + i] += 1e-8 * trace / count;
        double[] inverse = SymmetricInverse.TryCholesky(matrix, count) ?? SymmetricInverse.PseudoInverse(matrix, count);
        return [.. Enumerable.Range(0, count).Select(i => Enumerable.Range(0, count).Sum(j => inverse[(i * count) + j] * right[j]))];
    }

    private static double Binomial(int n, int k) => Enumerable.Range(1, k).Aggregate(1.0, (product, i) => product * (n - k + i) / i);

    /// <summary>Boosted trees of depth 3 on coalitions, whose Shapley values between nobody and everybody are those of their leaves.</summary>
    private static class BoostedMasks
    {
        private const int Rounds = 60, Depth = 3, LeastInLeaf = 4;
        private const double Rate = 0.2;

        public static Function Fit(Sample sample, int[] pairs)
        {
            int n = sample.Plan.PlayerCount;
            double[] fitted = new double[2 * sample.Pairs], attributions = new double[n];
            int[] training = [.. pairs.SelectMany(pair => (int[])[2 * pair, (2 * pair) + 1])];
            int[] all = [.. Enumerable.Range(0, 2 * sample.Pairs)];
            double mean = training.Average(coalition => sample.Values[coalition]), empty = mean, full = mean;
            Array.Fill(fitted, mean);
            for (int round = 0; round < Rounds; round++)
                Grow(training, all, [], []);
            return new(coalition => fitted[coalition], empty, full, attributions);

            void Grow(int[] own, int[] reached, int[] needed, int[] barred)
            {
                double[] residuals = [.. own.Select(coalition => sample.Values[coalition] - fitted[coalition])];
                int player = needed.Length + barred.Length < Depth ? BestSplit(sample, own, residuals, n) : -1;
                if (player >= 0)
                {
                    bool In(int coalition) => sample.IsMember(coalition, player);
                    Grow([.. own.Where(In)], [.. reached.Where(In)], [.. needed, player], barred);
                    Grow([.. own.Where(c => !In(c))], [.. reached.Where(c => !In(c))], needed, [.. barred, player]);
                    return;
                }

                double leaf = Rate * residuals.Average();
                foreach (int coalition in reached)
                    fitted[coalition] += leaf;
                empty += needed.Length == 0 ? leaf : 0;
                full += barred.Length == 0 ? leaf : 0;
                foreach (int member in needed)
                    attributions[member] += leaf * ShapleyOfLeaf.Share(needed.Length, barred.Length);
                foreach (int member in barred)
                    attributions[member] -= leaf * ShapleyOfLeaf.Share(barred.Length, needed.Length);
            }
        }

        private static int BestSplit(Sample sample, int[] own, double[] residuals, int n)
        {
            double total = residuals.Sum(), best = 1e-18;
            int found = -1;
            for (int player = 0; player < n; player++)
            {
                double sum = 0;
                int count = 0;
                for (int i = 0; i < own.Length; i++)
                {
                    if (sample.IsMember(own[i], player))
                    {
                        sum += residuals[i];
                        count++;
                    }
                }

                if (count < LeastInLeaf || own.Length - count < LeastInLeaf)
                    continue;
                double gain = (sum * sum / count) + ((total - sum) * (total - sum) / (own.Length - count)) - (total * total / own.Length);
                if (gain > best)
                    (best, found) = (gain, player);
            }

            return found;
        }
    }
}
