using XaiFunctions.Core.Performance;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Tests.Performance;

public sealed class PerformanceDecayTests
{
    [Fact]
    public void OfShares_Fall_IsSaidInWords()
    {
        PerformanceDecay decay = PerformanceDecay.OfShares("Accuracy", 900, 1000, 420, 500);

        Assert.Equal(DecayVerdict.Decayed, decay.Verdict);
        Assert.Equal(
            "Accuracy fell from 0.9000 (1000 labels) to 0.8400 (500 labels), a change of -0.0600 (95 % interval -0.0987 to -0.0243; p = 0.0007): that is more than chance explains.",
            decay.Sentence);
    }

    [Theory]
    [InlineData(900, 1000, 445, 500, DecayVerdict.NoChange)]
    [InlineData(800, 1000, 450, 500, DecayVerdict.Improved)]
    [InlineData(1000, 1000, 500, 500, DecayVerdict.NoChange)]
    [InlineData(800, 1000, 9, 10, DecayVerdict.TooFew)]
    [InlineData(0, 0, 9, 100, DecayVerdict.TooFew)]
    public void OfShares_OtherCases_AreJudged(long referencePart, long referenceWhole, long part, long whole, DecayVerdict expected)
    {
        PerformanceDecay decay = PerformanceDecay.OfShares("Accuracy", referencePart, referenceWhole, part, whole);

        Assert.Equal(expected, decay.Verdict);
        Assert.Equal(expected == DecayVerdict.TooFew, decay.PValue is null);
    }

    // statsmodels' proportions_ztest formula, in SciPy 1.10.1: z = (0.84 - 0.9) / sqrt(0.88 0.12 (1/1000 + 1/500)).
    [Fact]
    public void TestOfTwo_TwoShares_AgreesWithSciPy() =>
        Assert.Equal(0.0007489604476388904, Proportion.TestOfTwo(420, 500, 900, 1000), 1e-12);

    [Fact]
    public void OfAccuracy_NothingChanged_RaisesFewAlarms()
    {
        var draws = new Draws(4, 1);
        int alarms = 0;
        for (int sweep = 0; sweep < 1000; sweep++)
        {
            long reference = draws.Binomial(2000, 0.9), current = draws.Binomial(300, 0.9);
            PerformanceDecay decay = PerformanceDecay.OfAccuracy(new ConfusionMatrix(reference, 2000 - reference, 0, 0), new ConfusionMatrix(current, 300 - current, 0, 0));
            alarms += decay.Verdict == DecayVerdict.NoChange ? 0 : 1;
        }

        // 5 % and five standard errors.
        Assert.InRange(alarms, 10, 85);
    }
}
