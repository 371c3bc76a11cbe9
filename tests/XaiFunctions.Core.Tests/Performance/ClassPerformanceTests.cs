using XaiFunctions.Core.Calibration;
using XaiFunctions.Core.Performance;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Tests.Performance;

/// <summary>Golden numbers: scikit-learn 1.2.1 (average='macro', zero_division=0; log_loss) and NumPy 1.24.2 for the top-1 calibration error over 15 bins.</summary>
public sealed class ClassPerformanceTests
{
    [Fact]
    public void ToPerformance_FourClassesOfWhichOneIsNeverDecided_AgreesWithScikitLearn()
    {
        ClassOutcomes first = Fill(0, 90), second = Fill(90, 250);
        using var stream = new MemoryStream();
        second.Write(new BinaryWriter(stream));
        stream.Position = 0;
        first.Merge(ClassOutcomes.Read(new BinaryReader(stream)));

        ClassPerformance performance = first.ToPerformance();

        AssertValue(0.672, performance.Accuracy);
        AssertValue(0.5001326846528085, performance.MacroPrecision);
        AssertValue(0.5741786186552742, performance.MacroRecall);
        AssertValue(0.5188145188145188, performance.MacroF1);
        AssertValue(1.148241167519972, performance.LogLoss);
        Assert.Equal(0.21695257839092633, CalibrationReport.Of(first.TopOne).ExpectedError.Value!.Value, 1e-12);
        Assert.Equal(250, first.Labelled);
        Assert.Equal(Absence.ZeroDenominator, performance.Classes[3].Precision.Absence);
        Assert.Equal(performance.Labelled, Enumerable.Range(0, 16).Sum(cell => first[cell / 4, cell % 4]));
    }

    [Fact]
    public void ToPerformance_ClassesWithoutLabels_CountOnlyIfDecided()
    {
        // sklearn.metrics.recall_score([0]*20 + [1]*20, ..., average='macro', zero_division=0): 1 without the third class; (1 + 0.75 + 0) / 3 once it is decided.
        ClassOutcomes never = new(3), sometimes = new(3);
        for (int row = 0; row < 40; row++)
        {
            never.Add(row < 20 ? [1, 0, 0] : [0, 1, 0], row / 20);
            sometimes.Add(row < 20 ? [1, 0, 0] : row < 35 ? [0, 1, 0] : [0, 0, 1], row / 20);
        }

        Assert.Equal(1, never.ToPerformance().MacroRecall.Value!.Value, 1e-12);
        Assert.Equal(1.75 / 3, sometimes.ToPerformance().MacroRecall.Value!.Value, 1e-12);
    }

    [Fact]
    public void ToPerformance_FewUnlabelledOrBadRows_SaysSo()
    {
        var outcomes = new ClassOutcomes(3);
        Assert.Equal(Absence.NoRows, outcomes.ToPerformance().MacroF1.Absence);
        outcomes.Add([0.2, 0.3, 0.5], null);
        Assert.Equal(Absence.NotApplicable, outcomes.ToPerformance().Accuracy.Absence);
        outcomes.Add([0.2, 0.3, 0.5], 2);
        Assert.Equal((Absence.TooFew, null), (outcomes.ToPerformance().Accuracy.Absence, outcomes.ToPerformance().Labelled));
        outcomes.Add([0.2, double.NaN, 0.5], 2);
        Assert.Equal((1L, 2L), (outcomes.TopOne.WithoutScore, outcomes.TopOne.Count));
        Assert.Throws<ArgumentException>(() => outcomes.Add([0.5, 0.5], 1));
        Assert.Throws<ArgumentException>(() => outcomes.Add([0.2, 0.3, 0.5], 3));
        Assert.Throws<ArgumentException>(() => outcomes.Merge(new ClassOutcomes(2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClassOutcomes(1));
    }

    private static ClassOutcomes Fill(int from, int end)
    {
        var outcomes = new ClassOutcomes(4);
        for (int i = from; i < end; i++)
        {
            double[] weights = [1 + (i * 37 % 101), 1 + (i * 53 % 97), 1 + (i * 71 % 103), 1];
            double sum = weights.Sum();
            double[] probabilities = [.. weights.Select(weight => weight / sum)];
            int best = Array.IndexOf(probabilities, probabilities.Max());
            outcomes.Add(probabilities, i % 25 == 0 ? 3 : i % 5 < 3 ? best : ((i * i) + i) % 3);
        }

        return outcomes;
    }

    private static void AssertValue(double expected, Estimate actual)
    {
        Assert.Equal(expected, actual.Value!.Value, 1e-12);
        Assert.True(actual.Interval!.Value.Contains(expected));
    }
}
