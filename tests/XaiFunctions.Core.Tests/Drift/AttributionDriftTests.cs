using XaiFunctions.Core.Drift;

namespace XaiFunctions.Core.Tests.Drift;

public sealed class AttributionDriftTests
{
    [Fact]
    public void Of_ReversedOrder_AgreesWithAmazonsExample()
    {
        // The worked example of Amazon SageMaker Clarify's documentation: importances (.70, .50, .05), live order reversed.
        AttributionDrift drift = AttributionDrift.Of(Players(0, 0.70, 0.50, 0.05), Players(0, 0.05, 0.50, 0.70));

        Assert.Equal(0.6876396241226223, drift.NormalizedGain.Value!.Value, 1e-12);
        Assert.True(drift.Drifted);
        Assert.Equal(drift.NormalizedGain.Value, drift.NormalizedGain.Interval!.Value.High);
    }

    [Fact]
    public void Of_ProportionalChange_IsNoneByEitherMeasure()
    {
        AttributionDrift drift = AttributionDrift.Of(Players(0, 0.4, 0.2, 0.1), Players(0, 0.8, 0.4, 0.2));

        Assert.Equal((1.0, 0.0), (drift.NormalizedGain.Value!.Value, drift.JensenShannon.Value!.Value));
        Assert.Empty(drift.NewTopPlayers);
    }

    [Fact]
    public void Of_SameOrderOtherSizes_IsSeenByTheDistanceOnly()
    {
        AttributionDrift drift = AttributionDrift.Of(Players(0, 0.5, 0.3, 0.2), Players(0, 0.9, 0.06, 0.04));

        Assert.Equal(1, drift.NormalizedGain.Value);

        // scipy.spatial.distance.jensenshannon([.5, .3, .2], [.9, .06, .04], base=2), SciPy 1.10.1.
        Assert.Equal(0.3831358798599423, drift.JensenShannon.Value!.Value, 1e-12);
    }

    [Fact]
    public void Of_OrderLostInNoise_RaisesNoAlarm()
    {
        // One player leads, the noise of the second sample puts it last; the errors say that it may well lead still.
        AttributionDrift noisy = AttributionDrift.Of(Players(0.02, 0.9, 0.2, 0.1), Players(0.5, 0.30, 0.32, 0.34));
        AttributionDrift sure = AttributionDrift.Of(Players(0.001, 0.9, 0.2, 0.1), Players(0.001, 0.30, 0.32, 0.34));

        Assert.True(noisy.CrossesThreshold && sure.CrossesThreshold);
        Assert.False(noisy.Drifted);
        Assert.True(sure.Drifted);
    }

    [Fact]
    public void Of_NewLeader_IsNamedWithItsCertainty()
    {
        var options = new AttributionDriftOptions { TopPlayers = 1 };

        AttributionDrift drift = AttributionDrift.Of(Players(0.01, 0.7, 0.5, 0.05), Players(0.01, 0.6, 0.5, 0.8), options);

        NewTopPlayer leader = Assert.Single(drift.NewTopPlayers);
        Assert.Equal(("p2", 3, 1, 1.0), (leader.Player, leader.ReferenceRank, leader.CurrentRank, leader.Probability));
    }

    [Fact]
    public void Of_TiesInTheReference_AreNoDrift() =>
        Assert.Equal(1, AttributionDrift.Of(Players(0, 0.3, 0.3, 0), Players(0, 0.2, 0.3, 0)).NormalizedGain.Value!.Value, 1e-12);

    [Fact]
    public void Gain_TiesNow_KeepTheOrderOfTheReference() => Assert.Equal(1, AttributionDrift.Gain([0.1, 0.7], [0.5, 0.5]));

    [Fact]
    public void Of_NothingMatters_IsAbsent()
    {
        AttributionDrift drift = AttributionDrift.Of(Players(0, 0, 0), Players(0, 0, 1));

        Assert.False(drift.NormalizedGain.HasValue);
        Assert.False(drift.Drifted);
    }

    [Fact]
    public void Of_OtherPlayersOrBadNumbers_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => AttributionDrift.Of(Players(0, 1), Players(0, 1, 2)));
        Assert.Throws<ArgumentException>(() => AttributionDrift.Of(Players(0, 1, -1), Players(0, 1, 2)));
        Assert.Throws<ArgumentException>(() => AttributionDrift.Of(Players(0, 1), Players(0, 1), new AttributionDriftOptions { Draws = 1 }));
    }

    private static GlobalImportance[] Players(double error, params double[] values) =>
        [.. values.Select((value, index) => new GlobalImportance($"p{index}", value, error))];
}
