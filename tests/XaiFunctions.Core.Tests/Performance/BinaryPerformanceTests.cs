using XaiFunctions.Core.Performance;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Tests.Performance;

/// <summary>Golden numbers: scikit-learn 1.2.1 (sklearn.metrics) and NumPy 1.24.2 on <see cref="ExampleScores"/>.</summary>
public sealed class BinaryPerformanceTests
{
    [Fact]
    public void Of_DistinctScores_AgreesWithScikitLearn()
    {
        BinaryPerformance performance = BinaryPerformance.Of(BinaryOutcomes.Of(ExampleScores.Distinct, ExampleScores.Labels));

        AssertValue(0.695, performance.Accuracy);
        AssertValue(0.7777777777777778, performance.Precision);
        AssertValue(0.6637931034482759, performance.Recall);
        AssertValue(0.7162790697674418, performance.F1);
        AssertValue(0.700944170771757, performance.BalancedAccuracy);
        AssertValue(0.7476908866995075, performance.RocAuc);
        AssertValue(0.8207017775303117, performance.PrecisionRecallAuc);
        AssertValue(0.6268140885087967, performance.LogLoss);
        AssertValue(0.21360824221610564, performance.Brier);
        AssertValue(116.0 / 200, performance.BaseRate);
    }

    [Fact]
    public void Of_TiedScores_AgreesWithScikitLearn()
    {
        BinaryPerformance performance = BinaryPerformance.Of(BinaryOutcomes.Of(ExampleScores.Tied, ExampleScores.Labels));

        AssertValue(0.7272727272727274, performance.F1);
        AssertValue(0.7475369458128079, performance.RocAuc);
        AssertValue(0.8119024954227133, performance.PrecisionRecallAuc);
        AssertValue(0.623323475948006, performance.LogLoss);
        AssertValue(0.21326250000000002, performance.Brier);
    }

    [Fact]
    public void RocAuc_Interval_IsDeLongs()
    {
        Estimate area = BinaryPerformance.Of(BinaryOutcomes.Of(ExampleScores.Tied, ExampleScores.Labels)).RocAuc;

        // From the definition over all pairs, in NumPy.
        Assert.Equal(0.034097284378572505, (area.Interval!.Value.High - area.Value!.Value) / StudentT.NormalQuantile975, 1e-12);
    }

    [Fact]
    public void Of_PerfectScores_HasAnIntervalWithWidth()
    {
        bool[] labels = [.. Enumerable.Range(0, 40).Select(row => row >= 20)];

        BinaryPerformance performance = BinaryPerformance.Of(BinaryOutcomes.Of([.. labels.Select(label => label ? 0.9 : 0.1)], labels));

        Assert.Equal((1.0, 1.0), (performance.RocAuc.Value!.Value, performance.PrecisionRecallAuc.Value!.Value));
        Assert.InRange(performance.RocAuc.Interval!.Value.Low, 0.8, 0.9);
    }

    [Fact]
    public void Of_OneClassOrNoLabelsOrNoRows_SaysSo()
    {
        bool[] ones = [.. Enumerable.Repeat(true, 50)];
        double[] scores = [.. Enumerable.Range(0, 50).Select(row => row / 50.0)];
        BinaryPerformance oneClass = BinaryPerformance.Of(BinaryOutcomes.Of(scores, ones));
        var unlabelled = new BinaryOutcomes();
        foreach (double score in scores)
            unlabelled.Add(score, null);

        Assert.Equal((Absence.OneClass, Absence.OneClass, Absence.ZeroDenominator), (oneClass.RocAuc.Absence, oneClass.BalancedAccuracy.Absence, oneClass.Specificity.Absence));
        Assert.True(oneClass.Accuracy.HasValue && oneClass.Brier.HasValue);
        Assert.Equal((Absence.NotApplicable, Absence.NotApplicable), (BinaryPerformance.Of(unlabelled).Accuracy.Absence, BinaryPerformance.Of(unlabelled).Brier.Absence));
        Assert.Equal(0.5, BinaryPerformance.Of(unlabelled).SelectionRate.Value);
        Assert.Equal((Absence.NoRows, Absence.NoRows), (BinaryPerformance.Of(new BinaryOutcomes()).Accuracy.Absence, BinaryPerformance.Of(new BinaryOutcomes()).RocAuc.Absence));
    }

    [Fact]
    public void Of_FewRows_TellsNoNumber()
    {
        BinaryPerformance performance = BinaryPerformance.Of(BinaryOutcomes.Of(ExampleScores.Distinct.AsSpan(0, 10), ExampleScores.Labels.AsSpan(0, 10)));

        Assert.Null(performance.Labelled);
        Assert.All([performance.Accuracy, performance.F1, performance.RocAuc, performance.Brier, performance.BaseRate, performance.Recall], estimate => Assert.Equal((Absence.TooFew, 0L), (estimate.Absence, estimate.Count)));
    }

    [Fact]
    public void Of_ScoresThatAreNoProbabilities_RanksButDoesNotCalibrate()
    {
        var outcomes = new BinaryOutcomes(new PerformanceOptions { Threshold = 0 });
        for (int row = 0; row < 200; row++)
            outcomes.Add((ExampleScores.Distinct[row] - 0.5) * 8, ExampleScores.Labels[row]);
        outcomes.Add(double.NaN, true);

        BinaryPerformance performance = BinaryPerformance.Of(outcomes);

        AssertValue(0.7476908866995075, performance.RocAuc);
        AssertValue(0.695, performance.Accuracy);
        Assert.Equal((Absence.NotApplicable, Absence.NotApplicable, 1L), (performance.Brier.Absence, performance.LogLoss.Absence, outcomes.WithoutScore));
    }

    [Fact]
    public void Merge_PartsReadBack_AreTheWhole()
    {
        BinaryOutcomes first = BinaryOutcomes.Of(ExampleScores.Distinct.AsSpan(0, 70), ExampleScores.Labels.AsSpan(0, 70));
        BinaryOutcomes second = BinaryOutcomes.Of(ExampleScores.Distinct.AsSpan(70), ExampleScores.Labels.AsSpan(70));
        second.Add(0.7, null);
        using var stream = new MemoryStream();
        second.Write(new BinaryWriter(stream));
        stream.Position = 0;

        first.Merge(BinaryOutcomes.Read(new BinaryReader(stream)));

        BinaryPerformance performance = BinaryPerformance.Of(first);
        AssertValue(0.7162790697674418, performance.F1);
        AssertValue(0.7476908866995075, performance.RocAuc);
        AssertValue(0.6268140885087967, performance.LogLoss);
        AssertValue(0.21360824221610564, performance.Brier);
        Assert.Equal((201L, 200L, 1L), (first.Count, first.Labelled, first.UnlabelledSelected));
        Assert.Throws<ArgumentException>(() => first.Merge(new BinaryOutcomes(new PerformanceOptions { Threshold = 0.4 })));
    }

    [Fact]
    public void Accuracy_Interval_IsWilsons() =>
        Assert.Equal(Proportion.Wilson(139, 200), BinaryPerformance.Of(BinaryOutcomes.Of(ExampleScores.Distinct, ExampleScores.Labels)).Accuracy.Interval);

    private static void AssertValue(double expected, Estimate actual)
    {
        Assert.Equal(expected, actual.Value!.Value, 1e-12);
        Assert.True(actual.Interval!.Value.Contains(expected));
    }
}
