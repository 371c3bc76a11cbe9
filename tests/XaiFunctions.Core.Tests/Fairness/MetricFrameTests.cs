using XaiFunctions.Core.Fairness;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Tests.Fairness;

/// <summary>Golden numbers: fairlearn/fairlearn ebf8fa75 (0.15.0.dev0; these definitions are those of 0.12) with scikit-learn 1.2.1 on <see cref="ExampleGroups"/>.</summary>
public sealed class MetricFrameTests
{
    private static readonly FairnessOptions Few = new() { Draws = 300 };

    [Theory]
    [InlineData(GroupMetric.SelectionRate, 0.5, 0.5035971223021583, 0.5106382978723404, 0.5033333333333333, 0.010638297872340385, 0.007304964539007086, 0.9791666666666667, 0.9856944444444445)]
    [InlineData(GroupMetric.Accuracy, 0.7543859649122807, 0.6330935251798561, 0.8085106382978723, 0.7066666666666667, 0.17541711311801622, 0.10184397163120562, 0.7830367285119273, 0.8740350877192982)]
    [InlineData(GroupMetric.TruePositiveRate, 0.7230769230769231, 0.6557377049180327, 0.7777777777777778, 0.7058823529411765, 0.12204007285974505, 0.07189542483660127, 0.8430913348946135, 0.907563025210084)]
    [InlineData(GroupMetric.Precision, 0.8245614035087719, 0.5714285714285714, 0.875, 0.7152317880794702, 0.3035714285714286, 0.1597682119205298, 0.6530612244897959, 0.798941798941799)]
    public void Of_ThreeGroups_AgreesWithFairlearn(
        GroupMetric metric, double a, double b, double c, double overall, double difference, double differenceToOverall, double ratio, double ratioToOverall)
    {
        MetricFrame frame = MetricFrame.Of(ExampleGroups.Outcomes, metric, Few);

        Assert.Equal(["a", "b", "c"], frame.ByGroup.Select(group => group.Group));
        double[] expected = [a, b, c, overall, difference, differenceToOverall, ratio, ratioToOverall];
        Estimate[] actual = [.. frame.ByGroup.Select(group => group.Value), frame.Overall, frame.Difference, frame.DifferenceToOverall, frame.Ratio, frame.RatioToOverall];
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second.Value!.Value, 1e-12));
        Assert.All(actual, estimate => Assert.NotNull(estimate.Interval));
    }

    [Fact]
    public void Of_EveryMetric_HasAValueForEveryGroup()
    {
        foreach (GroupMetric metric in Enum.GetValues<GroupMetric>())
        {
            MetricFrame frame = MetricFrame.Of(ExampleGroups.Outcomes, metric, new FairnessOptions { Draws = 100 });
            Assert.All(frame.ByGroup, group => Assert.True(group.Value.HasValue));
            Assert.Equal(frame.GroupMaximum.Value - frame.GroupMinimum.Value, frame.Difference.Value);
        }
    }

    [Fact]
    public void GroupParity_ThreeGroups_AgreesWithFairlearn()
    {
        GroupParity parity = GroupParity.Of(ExampleGroups.Outcomes, Few);

        double[] expected = [0.010638297872340385, 0.9791666666666667, 0.23461538461538464, 0.38999999999999996, 0.17832772873756486, 0.6165456674473068, 0.12204007285974505];
        Estimate[] actual =
        [
            parity.DemographicParityDifference, parity.DemographicParityRatio, parity.EqualizedOddsDifference, parity.EqualizedOddsRatio, parity.MeanOddsDifference,
            parity.MeanOddsRatio, parity.EqualOpportunityDifference,
        ];
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second.Value!.Value, 1e-12));
    }

    [Fact]
    public void Of_RepeatedSamples_HoldsTheTruthAboutAsOftenAsItSays()
    {
        var draws = new Draws(41, 1);
        int held = 0;
        for (int sample = 0; sample < 150; sample++)
        {
            var outcomes = new GroupedOutcomes();
            for (int row = 0; row < 400; row++)
                outcomes.Add(row % 2 == 0 ? "a" : "b", draws.Uniform() < (row % 2 == 0 ? 0.7 : 0.4) ? 1 : 0, null);
            held += MetricFrame.Of(outcomes, GroupMetric.SelectionRate, new FairnessOptions { Draws = 300, Seed = (ulong)sample }).Difference.Interval!.Value.Contains(0.3) ? 1 : 0;
        }

        // 142.5 of 150, less five standard errors.
        Assert.InRange(held, 129, 150);
    }

    [Fact]
    public void Of_SmallGroup_IsHiddenWithTheNextSmallest()
    {
        var outcomes = new GroupedOutcomes();
        for (int row = 0; row < 205; row++)
            outcomes.Add(row < 5 ? "few" : row < 65 ? "more" : row < 130 ? "many" : "most", row % 3 / 2.0, row % 2 == 0);

        MetricFrame frame = MetricFrame.Of(outcomes, GroupMetric.Accuracy, Few);

        Assert.Equal(new long?[] { null, 65, null, 75 }, frame.ByGroup.Select(group => group.Count));
        Assert.Equal(Absence.TooFew, frame.ByGroup[0].Value.Absence);
        Assert.True(frame.Difference.HasValue);
    }

    [Fact]
    public void Of_OneGroupOrNoLabels_SaysSo()
    {
        var one = new GroupedOutcomes();
        var unlabelled = new GroupedOutcomes();
        for (int row = 0; row < 100; row++)
        {
            one.Add("a", row % 2, true);
            unlabelled.Add(row % 2 == 0 ? "a" : "b", row % 3 == 0 ? 1 : 0, null);
        }

        one.Add(null, 1, true);
        Assert.Equal((Absence.OneClass, 1L), (MetricFrame.Of(one, GroupMetric.Accuracy, Few).Difference.Absence, one.WithoutGroup));
        Assert.True(MetricFrame.Of(unlabelled, GroupMetric.SelectionRate, Few).Difference.HasValue);
        Assert.Equal(Absence.NotApplicable, MetricFrame.Of(unlabelled, GroupMetric.Accuracy, Few).ByGroup[0].Value.Absence);
        Assert.False(MetricFrame.Of(new GroupedOutcomes(), GroupMetric.Accuracy, Few).Ratio.HasValue);
    }

    [Fact]
    public void GroupedOutcomes_MergedAndRead_AreTheWhole()
    {
        GroupedOutcomes first = new(mostGroups: 2), second = new(mostGroups: 2);
        for (int i = 0; i < ExampleGroups.Count; i++)
            (i < 100 ? first : second).Add(ExampleGroups.Groups[i], ExampleGroups.Scores[i], ExampleGroups.Labels[i]);
        using var stream = new MemoryStream();
        second.Write(new BinaryWriter(stream));
        stream.Position = 0;

        first.Merge(GroupedOutcomes.Read(new BinaryReader(stream), mostGroups: 2));

        Assert.Equal(ExampleGroups.Count, first.Groups.Values.Sum(group => group.Count));
        Assert.Equal(3, first.Groups.Count);
        Assert.Contains(GroupedOutcomes.Others, first.Groups.Keys);
        Assert.Equal("sex = f, region = n", GroupedOutcomes.Intersection([("sex", "f"), ("region", "n")]));
    }
}
