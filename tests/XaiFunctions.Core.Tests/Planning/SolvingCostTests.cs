using XaiFunctions.Core.Games;
using XaiFunctions.Core.Interactions;
using XaiFunctions.Core.Shapley;
using XaiFunctions.Core.Structure;
using XaiFunctions.Core.Tests.Structure;

namespace XaiFunctions.Core.Tests.Planning;

/// <summary>What is reckoned with for solving, in the sizes that were measured.</summary>
public sealed class SolvingCostTests
{
    [Theory]
    [InlineData(12, 768, 0.0017)]
    [InlineData(20, 1280, 0.0067)]
    [InlineData(40, 2560, 0.040)]
    [InlineData(64, 4096, 0.21)]
    [InlineData(100, 6400, 0.13)]
    public void Seconds_Sample_AreWithinThreeTimesOfWhatWasMeasured(int players, int evaluations, double measured) =>
        Assert.InRange(Seconds(players, 1, evaluations), measured / 3, 3 * measured);

    [Fact]
    public void Seconds_MoreCoalitionsPlayersOrOutputs_AreMore()
    {
        // Up to the size from which only a part of the pairs is fitted.
        foreach (int players in (int[])[12, 30, 100])
        {
            double before = 0;
            for (int evaluations = 520; evaluations <= 2 * SampleSolver.MaxFittedPairs; evaluations += 200)
            {
                double seconds = Seconds(players, 1, evaluations);
                Assert.True(seconds > before);
                Assert.True(Seconds(players + 1, 1, evaluations) > seconds);
                Assert.Equal(3 * seconds, Seconds(players, 3, evaluations), 1e-12);
                before = seconds;
            }
        }
    }

    [Fact]
    public void SolveSeconds_NothingToEstimate_AreNone()
    {
        TreeEnsembleStructure trees = RandomStructures.Trees(12, 6, 4, 1, 9);
        var game = new ExplanationGame(new StructuredModel(trees, trees), new(RandomStructures.Cells(5 * 12, 3), 12), TestGames.Single(12), Link.Identity);

        Assert.Equal(0, KernelShap.SolveSeconds(game, new()));
        Assert.Equal(0, KernelShap.SolveSeconds(game, new() { Method = ShapleyMethod.Exact }));
        Assert.True(KernelShap.SolveSeconds(game, new() { Method = ShapleyMethod.Kernel }) > 1e-3);
    }

    [Fact]
    public void InteractionCost_WhereTheyAreOffered_IsThatOfValuingAgainAndOfTheSteps()
    {
        ExplanationGame game = TestGames.Game(TestGames.Sigmoid(12, 2, 4), 3, 5);

        Assert.Equal((0L, 0.0), ShapleyInteractions.Cost(game, new()));
        (long rows, double seconds) = ShapleyInteractions.Cost(game, new() { Method = ShapleyMethod.Exact });
        Assert.Equal(4094 * 5, rows);
        Assert.Equal(2 * 1e-9 * 144 * 4096 / 8, seconds, 1e-12);
    }

    private static double Seconds(int players, int outputs, int evaluations) =>
        SolvingCost.Seconds(players, outputs, new() { Method = ShapleyMethod.Kernel, MaxEvaluations = evaluations });
}
