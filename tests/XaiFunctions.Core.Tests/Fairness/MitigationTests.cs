using XaiFunctions.Core.Fairness;
using XaiFunctions.Core.Performance;

namespace XaiFunctions.Core.Tests.Fairness;

/// <summary>Golden numbers: fairlearn/fairlearn ebf8fa75 (ThresholdOptimizer, grid 1,000) and Trusted-AI/AIF360 3487791 (reject option, calibrated equalized odds) on <see cref="ExampleGroups"/>.</summary>
public sealed class MitigationTests
{
    [Theory]
    [InlineData(ParityConstraint.DemographicParity, ParityObjective.Accuracy, 0.7163333333333335, 0.5, 0.5, 0.5)]
    [InlineData(ParityConstraint.DemographicParity, ParityObjective.BalancedAccuracy, 0.7163333333333334, 0.5, 0.5, 0.5)]
    [InlineData(ParityConstraint.TruePositiveRateParity, ParityObjective.Accuracy, 0.7106866666666667, 0.499938596491228, 0.5522122302158273, 0.45279787234042557)]
    [InlineData(ParityConstraint.FalsePositiveRateParity, ParityObjective.Accuracy, 0.7264903846153846, 0.5444078947368421, 0.39125622578859987, 0.5957446808510638)]
    [InlineData(ParityConstraint.EqualizedOdds, ParityObjective.Accuracy, 0.6611359646910466, 0.4670230083405233, 0.42440730492529055, 0.4684159802527435)]
    [InlineData(ParityConstraint.EqualizedOdds, ParityObjective.BalancedAccuracy, 0.6611359646910466, 0.4670230083405233, 0.42440730492529055, 0.4684159802527435)]
    public void ThresholdOptimizer_ThreeGroups_AgreesWithFairlearn(ParityConstraint constraint, ParityObjective objective, double accuracy, double a, double b, double c)
    {
        Mitigation mitigation = ThresholdOptimizer.Of(ExampleGroups.Outcomes, constraint, objective);

        Assert.Equal(accuracy, mitigation.Rows[3].After.Accuracy, 1e-12);
        Assert.All(new[] { a, b, c }.Zip(mitigation.Rows), pair => Assert.Equal(pair.First, pair.Second.After.SelectionRate, 1e-12));
    }

    [Fact]
    public void ThresholdOptimizer_Constraint_IsMetAndRulesAreFairlearns()
    {
        MitigationRow[] rows = [.. ThresholdOptimizer.Of(ExampleGroups.Outcomes, ParityConstraint.EqualizedOdds).Rows];

        Assert.All(rows, row => Assert.Equal(0.282, row.After.FalsePositiveRate, 1e-12));
        Assert.All(rows, row => Assert.Equal(0.6065018915510719, row.After.TruePositiveRate, 1e-12));
        Assert.Equal(0.36928689688810135, rows[0].Rule!.ShareOfConstant, 1e-12);
        Assert.Equal((0.7375, 0.5625), (rows[1].Rule!.FirstThreshold, rows[1].Rule!.SecondThreshold));
        Assert.Equal(0.7066666666666667, rows[3].Before.Accuracy, 1e-12);
        Assert.True(rows[3].Flips > 0);
    }

    [Theory]
    [InlineData(RejectOptionGoal.StatisticalParity, 0.5544444444444444, 0.7114179004935307, 21)]
    [InlineData(RejectOptionGoal.AverageOdds, 0.5544444444444444, 0.7114179004935307, 21)]
    [InlineData(RejectOptionGoal.EqualOpportunity, 0.5346464646464646, 0.7108843537414966, 13)]
    public void RejectOption_TwoGroups_AgreesWithAif360(RejectOptionGoal goal, double threshold, double balancedAccuracy, double flips)
    {
        Mitigation mitigation = RejectOption.Of(ExampleGroups.Facet, ExampleGroups.Rest, goal);

        Assert.Equal(threshold, mitigation.Rows[0].Rule!.FirstThreshold, 1e-12);
        Assert.Equal(balancedAccuracy, (mitigation.Rows[2].After.TruePositiveRate + 1 - mitigation.Rows[2].After.FalsePositiveRate) / 2, 1e-12);
        Assert.Equal(flips, mitigation.Rows[2].Flips, 1e-12);
    }

    [Theory]
    [InlineData(RejectOptionGoal.StatisticalParity, 0.4257575757575757, 0.05213358070500927, 0.7204215019341069, 25)]
    [InlineData(RejectOptionGoal.AverageOdds, 0.43565656565656563, 0.04445475159760874, 0.7240896358543417, 20)]
    [InlineData(RejectOptionGoal.EqualOpportunity, 0.45545454545454545, 0.07435992578849722, 0.7108843537414966, 32)]
    public void RejectOption_LowerScoresOfOneGroup_TakesAif360sMargin(RejectOptionGoal goal, double threshold, double margin, double balancedAccuracy, double flips)
    {
        var unprivileged = new BinaryOutcomes();
        for (int i = 0; i < ExampleGroups.Count; i++)
        {
            if (ExampleGroups.Groups[i] == "b")
                unprivileged.Add(ExampleGroups.Scores[i] * 0.7, ExampleGroups.Labels[i]);
        }

        Mitigation mitigation = RejectOption.Of(unprivileged, ExampleGroups.Rest, goal);

        Assert.Equal(threshold - margin, mitigation.Rows[0].Rule!.FirstThreshold, 1e-12);
        Assert.Equal(threshold + margin, mitigation.Rows[1].Rule!.FirstThreshold, 1e-12);
        Assert.Equal(balancedAccuracy, (mitigation.Rows[2].After.TruePositiveRate + 1 - mitigation.Rows[2].After.FalsePositiveRate) / 2, 1e-12);
        Assert.Equal(flips, mitigation.Rows[2].Flips, 1e-12);
    }

    [Theory]
    [InlineData(CalibratedCost.FalseNegativeRate, 0.2550334869239035)]
    [InlineData(CalibratedCost.FalsePositiveRate, 0.3142391185604822)]
    [InlineData(CalibratedCost.Weighted, 0.3121558155137939)]
    public void CalibratedEqualizedOdds_TwoGroups_AgreesWithAif360(CalibratedCost cost, double share)
    {
        Mitigation mitigation = CalibratedEqualizedOdds.Of(ExampleGroups.Facet, ExampleGroups.Rest, cost);

        Assert.Equal(0, mitigation.Rows[0].Rule!.ShareOfConstant);
        Assert.Equal(share, mitigation.Rows[1].Rule!.ShareOfConstant, 1e-12);

        // The base rate of the rest, 0.57, is above the threshold: of the replaced scores those below it turn to yes.
        Assert.Equal(share * 80, mitigation.Rows[1].Flips, 1e-9);
        Assert.Equal(0, mitigation.Rows[0].Flips);
    }

    /// <summary>Against the corners of the linear programme of AIF360's EqOddsPostprocessing: two of the four probabilities at 0 or 1, the other two by the two equations.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(0.8)]
    [InlineData(0.5)]
    public void EqualizedOddsMixing_TwoGroups_IsTheOptimumOfTheLinearProgramme(double scale)
    {
        var unprivileged = new BinaryOutcomes();
        for (int i = 0; i < ExampleGroups.Count; i++)
        {
            if (ExampleGroups.Groups[i] == "b")
                unprivileged.Add(ExampleGroups.Scores[i] * scale, ExampleGroups.Labels[i]);
        }

        Mitigation mitigation = EqualizedOddsMixing.Of(unprivileged, ExampleGroups.Rest);
        DecisionRates u = mitigation.Rows[0].After, p = mitigation.Rows[1].After;

        Assert.Equal(u.TruePositiveRate, p.TruePositiveRate, 1e-12);
        Assert.Equal(u.FalsePositiveRate, p.FalsePositiveRate, 1e-12);
        Assert.Equal(BestCorner(unprivileged.Confusion, ExampleGroups.Rest.Confusion), u.TruePositiveRate - u.FalsePositiveRate, 1e-12);
    }

    /// <summary>A careful and a generous group: neither reaches the rates of the other, and the optimum is where their lines cross.</summary>
    [Fact]
    public void EqualizedOddsMixing_LinesThatCross_MeetWhereTheyDo()
    {
        BinaryOutcomes careful = Decided(60, 10), generous = Decided(90, 40);

        Mitigation mitigation = EqualizedOddsMixing.Of(careful, generous);
        DecisionRates rates = mitigation.Rows[0].After;

        Assert.Equal(rates.TruePositiveRate, mitigation.Rows[1].After.TruePositiveRate, 1e-12);
        Assert.Equal(rates.FalsePositiveRate, mitigation.Rows[1].After.FalsePositiveRate, 1e-12);
        Assert.Equal(BestCorner(careful.Confusion, generous.Confusion), rates.TruePositiveRate - rates.FalsePositiveRate, 1e-12);
        Assert.InRange(rates.FalsePositiveRate, 0.11, 0.39);
    }

    /// <summary>100 rows that are yes and 100 that are no, so many of each decided yes.</summary>
    private static BinaryOutcomes Decided(int truePositives, int falsePositives)
    {
        var outcomes = new BinaryOutcomes();
        for (int row = 0; row < 100; row++)
        {
            outcomes.Add(row < truePositives ? 1 : 0, true);
            outcomes.Add(row < falsePositives ? 1 : 0, false);
        }

        return outcomes;
    }

    /// <summary>The greatest true less false positive rate over all feasible corners.</summary>
    private static double BestCorner(ConfusionMatrix u, ConfusionMatrix p)
    {
        // True and false positive rate per unit of: yes after yes of u, yes after no of u, and the same of p with the other sign.
        double[] rates = [u.TruePositiveRate, 1 - u.TruePositiveRate, -p.TruePositiveRate, p.TruePositiveRate - 1];
        double[] falls = [u.FalsePositiveRate, 1 - u.FalsePositiveRate, -p.FalsePositiveRate, p.FalsePositiveRate - 1];
        double best = double.NegativeInfinity;
        for (int first = 0; first < 4; first++)
        {
            for (int second = first + 1; second < 4; second++)
            {
                int[] free = [.. Enumerable.Range(0, 4).Where(variable => variable != first && variable != second)];
                for (int bits = 0; bits < 4; bits++)
                {
                    var x = new double[4];
                    (x[first], x[second]) = (bits & 1, bits >> 1);
                    double r = -(rates[first] * x[first]) - (rates[second] * x[second]), f = -(falls[first] * x[first]) - (falls[second] * x[second]);
                    double determinant = (rates[free[0]] * falls[free[1]]) - (rates[free[1]] * falls[free[0]]);
                    x[free[0]] = ((r * falls[free[1]]) - (f * rates[free[1]])) / determinant;
                    x[free[1]] = ((rates[free[0]] * f) - (falls[free[0]] * r)) / determinant;
                    if (x.All(value => value is >= -1e-12 and <= 1 + 1e-12))
                        best = Math.Max(best, (x[0] * (rates[0] - falls[0])) + (x[1] * (rates[1] - falls[1])));
                }
            }
        }

        return best;
    }

    [Fact]
    public void All_OneClassOrFewRows_SayWhy()
    {
        var outcomes = new GroupedOutcomes();
        for (int row = 0; row < 100; row++)
            outcomes.Add(row % 2 == 0 ? "a" : "b", row / 100.0, row % 2 == 0 || row % 4 == 1);
        BinaryOutcomes few = new(), a = outcomes.Groups["a"], b = outcomes.Groups["b"];

        Assert.Contains("one class", ThresholdOptimizer.Of(outcomes, ParityConstraint.DemographicParity).Absence);
        Assert.Contains("one class", RejectOption.Of(a, b, RejectOptionGoal.AverageOdds).Absence);
        Assert.Contains("one class", CalibratedEqualizedOdds.Of(a, b, CalibratedCost.Weighted).Absence);
        Assert.Contains("one class", EqualizedOddsMixing.Of(a, b).Absence);
        Assert.Contains("few", EqualizedOddsMixing.Of(few, b).Absence);
        Assert.Contains("few", CalibratedEqualizedOdds.Of(few, b, CalibratedCost.Weighted).Absence);
        Assert.Contains("few", RejectOption.Of(few, b, RejectOptionGoal.AverageOdds).Absence);
        Assert.Contains("chance", EqualizedOddsMixing.Of(ExampleGroups.Facet, Turned(ExampleGroups.Rest)).Absence);
        Assert.All(Mitigation.NotApplicable, entry => Assert.StartsWith("Not applicable", entry.Absence));
    }

    private static BinaryOutcomes Turned(BinaryOutcomes outcomes)
    {
        var turned = new BinaryOutcomes();
        foreach (ScoreCell cell in outcomes.Scores.ToCells())
        {
            for (long row = 0; row < cell.Count; row++)
                turned.Add(1 - cell.Edge, row < cell.Positives);
        }

        return turned;
    }
}
