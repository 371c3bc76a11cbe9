using XaiFunctions.Core.Calibration;
using XaiFunctions.Core.Performance;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Tests.Performance;

public sealed class ExpectedPerformanceTests
{
    /// <summary>The formulas in NumPy 1.24.2 on <see cref="ExampleScores"/>.</summary>
    [Fact]
    public void Of_Unlabelled_AgreesWithTheFormulas()
    {
        var outcomes = new BinaryOutcomes();
        foreach (double score in ExampleScores.Tied)
            outcomes.Add(score, null);

        ExpectedPerformance expected = ExpectedPerformance.Of(outcomes);

        Assert.Equal(0.7497499999999999, expected.Accuracy.Value!.Value, 1e-12);
        Assert.Equal(0.7355769230769231, expected.Precision.Value!.Value, 1e-12);
        Assert.Equal(0.7723372034326097, expected.Recall.Value!.Value, 1e-12);
        Assert.Equal(0.8332575764962787, expected.RocAuc.Value!.Value, 1e-12);
        Assert.False(expected.IsCalibrated);
    }

    [Fact]
    public void Of_CalibratedScores_HoldsTheRealisedPerformanceAsOftenAsItSays()
    {
        var draws = new Draws(11, 1);
        int accuracy = 0, f1 = 0, recall = 0, precision = 0;
        const int samples = 2000;
        for (int sample = 0; sample < samples; sample++)
        {
            var outcomes = new BinaryOutcomes(new PerformanceOptions { Threshold = 0.8 });
            for (int row = 0; row < 500; row++)
            {
                double score = Math.Round(draws.Uniform() * 50) / 50;
                outcomes.Add(score, draws.Uniform() < score);
            }

            ExpectedPerformance expected = ExpectedPerformance.Of(outcomes);
            BinaryPerformance realised = BinaryPerformance.Of(outcomes);
            accuracy += expected.Accuracy.Interval!.Value.Contains(realised.Accuracy.Value!.Value) ? 1 : 0;
            f1 += expected.F1.Interval!.Value.Contains(realised.F1.Value!.Value) ? 1 : 0;
            recall += expected.Recall.Interval!.Value.Contains(realised.Recall.Value!.Value) ? 1 : 0;
            precision += expected.Precision.Interval!.Value.Contains(realised.Precision.Value!.Value) ? 1 : 0;
        }

        // 0.95 of 2,000 is 1,900; five standard errors of that are 49.
        Assert.All([accuracy, f1, recall, precision], held => Assert.InRange(held, 1851, samples));
    }

    [Fact]
    public void Of_OverconfidentScores_IsRightOnceCalibrated()
    {
        // The true probability is half-way between the score and 1/2.
        var draws = new Draws(12, 1);
        BinaryOutcomes reference = new(), current = new();
        for (int row = 0; row < 20_000; row++)
        {
            double score = Math.Round(draws.Uniform() * 50) / 50;
            (row % 2 == 0 ? reference : current).Add(score, draws.Uniform() < (score + 0.5) / 2);
        }

        double realised = BinaryPerformance.Of(current).Accuracy.Value!.Value;
        IsotonicCalibration calibration = IsotonicCalibration.Fit(reference.Scores);

        Assert.True(ExpectedPerformance.Of(current).Accuracy.Value > realised + 0.08);

        // Four standard errors of a share of 10,000, once for the calibration and once for the labels.
        Assert.Equal(realised, ExpectedPerformance.Of(current, calibration).Accuracy.Value!.Value, 0.04);
    }

    [Fact]
    public void Of_NoRowsOrMargins_SaysSo()
    {
        var margins = new BinaryOutcomes();
        for (int row = 0; row < 50; row++)
            margins.Add(row - 25, null);

        Assert.Equal(Absence.NoRows, ExpectedPerformance.Of(new BinaryOutcomes()).Accuracy.Absence);
        Assert.Equal(Absence.NotApplicable, ExpectedPerformance.Of(margins).F1.Absence);
    }
}
