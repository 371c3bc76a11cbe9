using XaiFunctions.Core.Calibration;
using XaiFunctions.Core.Performance;
using XaiFunctions.Core.Statistics;
using XaiFunctions.Core.Tests.Performance;

namespace XaiFunctions.Core.Tests.Calibration;

/// <summary>Golden numbers: the definitions in NumPy 1.24.2, and scikit-learn 1.2.1's IsotonicRegression, on <see cref="ExampleScores"/>.</summary>
public sealed class CalibrationTests
{
    [Fact]
    public void Of_FifteenBins_AgreesWithTheDefinitions()
    {
        CalibrationReport report = CalibrationReport.Of(BinaryOutcomes.Of(ExampleScores.Distinct, ExampleScores.Labels));

        Assert.Equal(0.1301507537688442, report.ExpectedError.Value!.Value, 1e-12);
        Assert.Equal(0.2841128720525706, report.MaximumError.Value!.Value, 1e-12);
        Assert.Equal(15, report.Bins.Count);
        Assert.Equal(200, report.Bins.Sum(bin => bin.Count));
        Assert.True(report.MaximumError.Interval!.Value.Contains(0.2841128720525706));
    }

    [Fact]
    public void Of_ScoresOnEdges_GoToTheBinBelow()
    {
        CalibrationReport report = CalibrationReport.Of(BinaryOutcomes.Of(ExampleScores.Tied, ExampleScores.Labels, new PerformanceOptions { MinimumCount = 1 }));

        Assert.Equal(0.13475000000000004, report.ExpectedError.Value!.Value, 1e-12);
        Assert.Equal(0.30000000000000004, report.MaximumError.Value!.Value, 1e-12);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(15)]
    [InlineData(25)]
    [InlineData(97)]
    public void Add_EveryEdge_IsInTheBinItEndsAndTheNextNumberIsNot(int bins)
    {
        var counts = new ReliabilityCounts(bins);
        for (int edge = 1; edge <= bins; edge++)
            counts.Add((double)edge / bins, false);

        Assert.All(counts.Bins.ToArray(), bin => Assert.Equal(1, bin.Count));
        for (int edge = 0; edge < bins; edge++)
            counts.Add(edge == 0 ? 0 : Math.BitIncrement((double)edge / bins), false);
        Assert.All(counts.Bins.ToArray(), bin => Assert.Equal(2, bin.Count));
        Assert.Throws<ArgumentOutOfRangeException>(() => counts.Add(1.01, false));
    }

    [Fact]
    public void Brier_Parts_AddUpToTheScore()
    {
        BinaryOutcomes outcomes = BinaryOutcomes.Of(ExampleScores.Distinct, ExampleScores.Labels);

        BrierParts parts = CalibrationReport.Of(outcomes).Brier!;

        Assert.Equal(0.21360824221610564, parts.Reliability - parts.Resolution + parts.Uncertainty + parts.WithinBins, 1e-12);
        Assert.Equal(0.58 * 0.42, parts.Uncertainty, 1e-12);
        Assert.InRange(parts.Reliability, 0.01, 0.05);
        Assert.True(Math.Abs(parts.WithinBins) > 1e-4);
    }

    [Fact]
    public void Brier_OneScorePerBin_LeavesNothingWithin()
    {
        BrierParts parts = CalibrationReport.Of(BinaryOutcomes.Of(ExampleScores.Tied, ExampleScores.Labels, new PerformanceOptions { Bins = 20 })).Brier!;

        // Murphy's three parts over the 21 different scores, of which 0 and 0.05 share a bin; in NumPy.
        Assert.Equal(0.21326250000000002, parts.Reliability - parts.Resolution + parts.Uncertainty + parts.WithinBins, 1e-12);
        Assert.InRange(Math.Abs(parts.WithinBins), 0, 1e-3);
    }

    [Fact]
    public void Of_PerfectProbabilities_IsAsFarOffAsChanceMakesIt()
    {
        var draws = new Draws(31, 1);
        double error = 0, chance = 0;
        int below = 0;
        for (int sample = 0; sample < 50; sample++)
        {
            var outcomes = new BinaryOutcomes(new PerformanceOptions { Draws = 100 });
            for (int row = 0; row < 1000; row++)
            {
                double score = draws.Uniform();
                outcomes.Add(score, draws.Uniform() < score);
            }

            CalibrationReport report = CalibrationReport.Of(outcomes);
            error += report.ExpectedError.Value!.Value / 50;
            chance += report.ExpectedErrorIfPerfect!.Value / 50;
            below += report.ExpectedError.Interval!.Value.Low < report.ExpectedErrorIfPerfect ? 1 : 0;
        }

        // The error of one sample has a deviation of about 0.008, that of the mean of 50 is 0.0011.
        Assert.Equal(chance, error, 0.005);
        Assert.InRange(below, 45, 50);
    }

    [Fact]
    public void Of_SmallBins_AreNotTold()
    {
        double[] scores = [.. Enumerable.Repeat(0.2, 100), .. Enumerable.Repeat(0.5, 50), 0.9, 0.9];

        CalibrationReport report = CalibrationReport.Of(BinaryOutcomes.Of(scores, [.. scores.Select((_, row) => row % 2 == 0)]));

        Assert.Equal((100L, null, null), (report.Bins[2].Count, report.Bins[7].Count, report.Bins[13].Count));
        Assert.Equal(Absence.TooFew, report.Bins[13].Frequency.Absence);
        Assert.Equal(Absence.NoRows, report.Bins[0].Frequency.Absence);
    }

    [Fact]
    public void Of_NoLabelsOrMargins_SaysSo()
    {
        var unlabelled = new BinaryOutcomes();
        unlabelled.Add(0.5, null);
        var margins = new BinaryOutcomes();
        margins.Add(5, true);

        Assert.Equal(Absence.NotApplicable, CalibrationReport.Of(unlabelled).ExpectedError.Absence);
        Assert.Equal(Absence.NotApplicable, CalibrationReport.Of(margins).ExpectedError.Absence);
        Assert.Equal(Absence.NoRows, CalibrationReport.Of(new BinaryOutcomes()).ExpectedError.Absence);
    }

    [Fact]
    public void Fit_Isotonic_AgreesWithScikitLearn()
    {
        double[] at = [0.0, 0.111, 0.333, 0.5, 0.777, 1.0];
        double[] distinct = [0.0, 0.34615384615384615, 0.43333333333333335, 0.46153846153846156, 0.7777777777777778, 1.0];
        double[] tied = [0.0, 0.3225806451612903, 0.43333333333333335, 0.6, 0.75, 1.0];

        AssertSame(distinct, at.Select(IsotonicCalibration.Fit(BinaryOutcomes.Of(ExampleScores.Distinct, ExampleScores.Labels).Scores).Of));
        AssertSame(tied, at.Select(IsotonicCalibration.Fit(BinaryOutcomes.Of(ExampleScores.Tied, ExampleScores.Labels).Scores).Of));
        Assert.Throws<ArgumentException>(() => IsotonicCalibration.Fit(new ScoreTable()));
    }

    private static void AssertSame(double[] expected, IEnumerable<double> actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
}
