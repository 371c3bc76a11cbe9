using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Tests.Statistics;

public sealed class WelchTestTests
{
    /// <summary>The tails of 1, 2 and 4 degrees of freedom have closed forms; the others are the tables' 97.5 % and 99.5 % quantiles (three decimals).</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(-2.5)]
    public void UpperTail_ClosedForms_AreMet(double t)
    {
        double scaled = t / Math.Sqrt(4 + (t * t));

        Assert.Equal(0.5 - (Math.Atan(t) / Math.PI), StudentT.UpperTail(t, 1), 1e-13);
        Assert.Equal(0.5 - (t / (2 * Math.Sqrt(2 + (t * t)))), StudentT.UpperTail(t, 2), 1e-13);
        Assert.Equal(0.5 - (0.75 * (scaled - (scaled * scaled * scaled / 3))), StudentT.UpperTail(t, 4), 1e-13);
    }

    [Theory]
    [InlineData(2.228, 10, 0.025)]
    [InlineData(3.169, 10, 0.005)]
    [InlineData(2.042, 30, 0.025)]
    [InlineData(1.96, 1e7, 0.025)]
    public void UpperTail_TabulatedQuantiles_AreTheirShares(double t, double freedom, double share) => Assert.Equal(share, StudentT.UpperTail(t, freedom), 2e-5);

    /// <summary>Means 2 and 1, squared errors 1 and 1, so t is 1 / sqrt 2 with 2 degrees of freedom, whose tail is 1/2 - t / (2 sqrt(2 + t^2)).</summary>
    [Fact]
    public void Greater_EqualVariances_IsTheClosedForm()
    {
        WelchTest test = WelchTest.Greater([1, 3], [0, 2]);

        Assert.Equal(0.5 - (Math.Sqrt(0.5) / (2 * Math.Sqrt(2.5))), test.PValue, 1e-13);
        Assert.Equal(1, test.Difference.Value!.Value, 1e-15);
        Assert.Equal(4.302652729696142 * Math.Sqrt(2), test.Difference.Interval!.Value.High - 1, 1e-9);
        Assert.Equal(1 - test.PValue, WelchTest.Greater([0, 2], [1, 3]).PValue, 1e-13);
    }

    /// <summary>Satterthwaite: squared errors 1 with 1 degree of freedom and 1/4 with 2 give (5/4)^2 / (1 + 1/32) = 50/33.</summary>
    [Fact]
    public void Greater_UnequalVariances_HasSatterthwaitesFreedom() =>
        Assert.Equal(StudentT.UpperTail(2 / Math.Sqrt(1.25), 50.0 / 33), WelchTest.Greater([2, 4], [1 - Math.Sqrt(0.75), 1, 1 + Math.Sqrt(0.75)]).PValue, 1e-12);

    [Fact]
    public void Greater_Degenerate_HasADefinedAnswer()
    {
        Assert.Equal(0, WelchTest.Greater([1, 1], [0, 0]).PValue);
        Assert.Equal(1, WelchTest.Greater([1, 1], [1, 1]).PValue);
        Assert.Equal(Absence.NoRows, WelchTest.Greater([], [1, 2]).Difference.Absence);
        Assert.True(double.IsNaN(WelchTest.Greater([1], [1, 2]).PValue));
    }
}
