using XaiFunctions.Core.Privacy;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Tests.Privacy;

public sealed class MembershipInferenceTests
{
    [Fact]
    public void Of_RowsOfOneKind_TellNothing()
    {
        MembershipInference result = MembershipInference.Of(Drawn(1, 1, 400), Drawn(2, 1, 400));

        Assert.Equal(["variance", "norm"], result.Signals.Select(signal => signal.Signal));
        Assert.All(result.Signals, signal =>
        {
            Assert.True(signal.Auc.Interval!.Value.Contains(0.5));
            Assert.InRange(signal.TruePositiveRate.Value!.Value, 0, 0.05);
            Assert.InRange(signal.FalsePositiveRate!.Value, 0, 0.01);
        });
    }

    [Fact]
    public void Of_SmallerAttributionsOfMembers_AreTold()
    {
        MembershipInference result = MembershipInference.Of(Drawn(1, 0.2, 400), Drawn(2, 1, 400));

        Assert.All(result.Signals, signal =>
        {
            Assert.True(signal.Auc.Interval!.Value.Low > 0.9);
            Assert.True(signal.TruePositiveRate.Interval!.Value.Low > 0.2);
        });
    }

    // By hand: the norms of the members are 1 and 3, those of others 2 and 4; three of the four pairs are in order.
    [Fact]
    public void Of_TwoAgainstTwo_HasTheNumbersOfTheDefinition()
    {
        MembershipInference result = MembershipInference.Of([[1.0, 0], [0.0, 3]], [[2.0, 0], [0.0, 4]], minimumCount: 2);

        MembershipSignal norm = result.Signals[1];
        Assert.Equal((0.75, 0.5, 0.0), (norm.Auc.Value!.Value, norm.TruePositiveRate.Value!.Value, norm.FalsePositiveRate!.Value));
        Assert.Equal((2L, 2L), (result.Members, result.Others));
    }

    [Fact]
    public void Of_FewRows_AreNotTold()
    {
        MembershipInference few = MembershipInference.Of(Drawn(1, 1, 10), Drawn(2, 1, 400)), none = MembershipInference.Of([], Drawn(2, 1, 400));

        Assert.Null(few.Members);
        Assert.All(few.Signals, signal => Assert.Equal((Absence.TooFew, Absence.TooFew), (signal.Auc.Absence, signal.TruePositiveRate.Absence)));
        Assert.All(none.Signals, signal => Assert.Equal(Absence.NoRows, signal.Auc.Absence));
    }

    private static double[][] Drawn(int seed, double size, int rows)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, 6).Select(_ => size * (random.NextDouble() - 0.5)).ToArray())];
    }
}
