using FsCheck;
using FsCheck.Fluent;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Shapley;

namespace XaiFunctions.Core.Tests.Shapley;

/// <summary>Shapley's axioms, for enumerated and for sampled games of random size, budget, seed and output space.</summary>
public sealed class AxiomTests
{
    private sealed record Setting(int Players, int? Budget, ulong Seed, Link Link, int BackgroundRows)
    {
        public SamplingOptions Options => new() { MaxEvaluations = Budget, Seed = Seed };

        public double[] Row => TestGames.Numbers(Seed + 1).Fill(Players);

        public ExplanationGame Game(IModel model) => TestGames.Game(model, Seed, BackgroundRows, Link);
    }

    private static readonly Gen<Setting> Settings =
        from players in Gen.Choose(2, 16)
        from perPlayer in Gen.Elements(6, 20, 50)
        from seed in Gen.Choose(0, 1_000_000)
        from logit in Gen.Elements(Link.Identity, Link.Logit)
        from background in Gen.Choose(1, 4)
        select new Setting(players, perPlayer * players, (ulong)seed, logit, background);

    [Fact]
    public void Efficiency_AttributionsAndBaseValue_SumToThePrediction() => Check(setting =>
    {
        ExplanationGame game = setting.Game(TestGames.Sigmoid(setting.Players, 2, setting.Seed));
        return KernelShap.Explain(game, setting.Row, setting.Options, default).MaxAdditivityResidual < 1e-11;
    });

    [Fact]
    public void Dummy_PlayerThatTheModelIgnores_GetsNothingWithinItsError() => Check(setting =>
    {
        FunctionModel inner = TestGames.Sigmoid(setting.Players - 1, 1, setting.Seed);
        var model = new FunctionModel(setting.Players, row =>
        {
            var output = new double[1];
            inner.Predict(row.Span[1..], output);
            return output[0];
        });
        Attributions result = KernelShap.Explain(setting.Game(model), setting.Row, setting.Options, default);
        double scale = result.Values.Max(Math.Abs);
        return Math.Abs(result.Values[0]) <= (result.StopReason == StopReason.Exact ? 1e-11 : 1e-11 + Math.Min(8 * result.StandardErrors[0], scale));
    });

    [Fact]
    public void Symmetry_ExchangingTwoPlayersOfAnEnumeratedGame_ExchangesTheirAttributions() => Check(setting =>
    {
        int last = setting.Players - 1;
        FunctionModel model = TestGames.Sigmoid(setting.Players, 1, setting.Seed);
        var exchanged = new FunctionModel(setting.Players, row =>
        {
            double[] cells = row.ToArray();
            (cells[0], cells[last]) = (cells[last], cells[0]);
            var output = new double[1];
            model.Predict(cells, output);
            return output[0];
        });
        double[] background = TestGames.Numbers(setting.Seed).Fill(2 * setting.Players);
        double[] row = setting.Row;
        SamplingOptions options = new() { MaxEvaluations = 2046, Seed = setting.Seed };
        if (setting.Players > 11)
            return true;

        Players players = TestGames.Single(setting.Players);
        double[] first = KernelShap.Explain(new(model, new([.. background], setting.Players), players, setting.Link), row, options, default).Values;
        foreach (double[] cells in (double[][])[background, row])
        {
            for (int at = 0; at < cells.Length; at += setting.Players)
                (cells[at], cells[at + last]) = (cells[at + last], cells[at]);
        }

        double[] second = KernelShap.Explain(new(exchanged, new(background, setting.Players), players, setting.Link), row, options, default).Values;
        (second[0], second[last]) = (second[last], second[0]);
        return first.Zip(second, (a, b) => Math.Abs(a - b)).Max() < 1e-11;
    });

    [Fact]
    public void Linearity_SumOfTwoModels_GetsTheSumOfTheAttributions() => Check(setting =>
    {
        FunctionModel first = TestGames.Sigmoid(setting.Players, 1, setting.Seed), second = TestGames.Sigmoid(setting.Players, 1, setting.Seed + 1);
        var both = new FunctionModel(setting.Players, row =>
        {
            var output = new double[2];
            first.Predict(row.Span, output.AsSpan(0, 1));
            second.Predict(row.Span, output.AsSpan(1));
            return (3 * output[0]) - output[1];
        });
        Setting identity = setting with { Link = Link.Identity };
        Attributions Explain(IModel model) => KernelShap.Explain(identity.Game(model), setting.Row, setting.Options, default);

        // What an estimate makes of interactions depends on its game, so that estimates are linear within their errors only.
        Attributions left = Explain(both), a = Explain(first), b = Explain(second);
        return Enumerable.Range(0, setting.Players).All(i =>
            Math.Abs(left.Values[i] - ((3 * a.Values[i]) - b.Values[i])) <= 1e-10 + (8 * (left.StandardErrors[i] + (3 * a.StandardErrors[i]) + b.StandardErrors[i])));
    });

    private static void Check(Func<Setting, bool> property) =>
        Prop.ForAll(Settings.ToArbitrary(), property).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
}
