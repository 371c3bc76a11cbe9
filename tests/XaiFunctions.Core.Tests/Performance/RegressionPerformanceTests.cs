using XaiFunctions.Core.Performance;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Tests.Performance;

/// <summary>Golden numbers: scikit-learn 1.2.1.</summary>
public sealed class RegressionPerformanceTests
{
    [Fact]
    public void ToPerformance_TwoHundredRows_AgreesWithScikitLearn()
    {
        RegressionOutcomes first = Fill(0, 90), second = Fill(90, 200);
        using var stream = new MemoryStream();
        second.Write(new BinaryWriter(stream));
        stream.Position = 0;
        first.Merge(RegressionOutcomes.Read(new BinaryReader(stream), 0.3));

        RegressionPerformance performance = first.ToPerformance();

        AssertValue(0.54943271378321, performance.MeanAbsoluteError);
        AssertValue(0.6546195021010788, performance.RootMeanSquaredError);
        AssertValue(0.5519735652363085, performance.R2);
        AssertValue(0.31114882992513815, performance.PinballLoss);
        AssertValue(0.18216236516766607, performance.Bias);
        Assert.Equal(0.5, performance.Coverage.Value);
    }

    [Fact]
    public void ToPerformance_RepeatedSamples_HoldTheTruthAsOftenAsTheySay()
    {
        // actual = prediction + N(0, 1) with prediction N(0, 1): RMSE 1, R2 1/2.
        var draws = new Draws(21, 1);
        int rmse = 0, r2 = 0, mae = 0;
        for (int sample = 0; sample < 300; sample++)
        {
            var outcomes = new RegressionOutcomes();
            for (int row = 0; row < 400; row++)
            {
                double prediction = draws.Normal();
                outcomes.Add(prediction, prediction + draws.Normal());
            }

            RegressionPerformance performance = outcomes.ToPerformance();
            rmse += performance.RootMeanSquaredError.Interval!.Value.Contains(1) ? 1 : 0;
            r2 += performance.R2.Interval!.Value.Contains(0.5) ? 1 : 0;
            mae += performance.MeanAbsoluteError.Interval!.Value.Contains(Math.Sqrt(2 / Math.PI)) ? 1 : 0;
        }

        // 285 of 300, five standard errors are 19.
        Assert.All([rmse, r2, mae], held => Assert.InRange(held, 266, 300));
    }

    [Fact]
    public void ToPerformance_ConstantFewOrNone_SaysSo()
    {
        var constant = new RegressionOutcomes();
        for (int row = 0; row < 50; row++)
            constant.Add(row, 3);
        constant.Add(double.NaN, 3);
        constant.Add(1, double.NaN);

        Assert.Equal(Absence.Constant, constant.ToPerformance().R2.Absence);
        Assert.Equal((50L, 1L, 1L), (constant.Count, constant.WithoutPrediction, constant.Unlabelled));
        Assert.Equal(Absence.NoRows, new RegressionOutcomes().ToPerformance().R2.Absence);
        Assert.Equal(Absence.TooFew, Fill(0, 10).ToPerformance().RootMeanSquaredError.Absence);
        Assert.Throws<ArgumentOutOfRangeException>(() => new RegressionOutcomes(1));
    }

    private static RegressionOutcomes Fill(int first, int end)
    {
        var outcomes = new RegressionOutcomes(0.3);
        for (int i = first; i < end; i++)
        {
            double score = ((i * 37) + 11) % 199 / 199.0;
            double actual = 5 + (3 * score) - (2 * (i * 53 % 97 / 97.0)), prediction = 4.8 + (2.7 * score) - (0.9 * (i * 29 % 89) / 89.0);
            outcomes.Add(prediction, actual);
            outcomes.AddInterval(new Interval(actual - 1, i % 2 == 0 ? actual : actual - 0.5), actual);
        }

        return outcomes;
    }

    private static void AssertValue(double expected, Estimate actual)
    {
        Assert.Equal(expected, actual.Value!.Value, 1e-12);
        Assert.True(actual.Interval!.Value.Contains(expected));
    }
}
