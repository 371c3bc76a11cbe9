using XaiFunctions.Core.Fairness;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Tests.Fairness;

public sealed class ProxyCheckTests
{
    [Fact]
    public void Of_OneProxyAmongOthers_NamesIt()
    {
        (double[][] columns, string[] groups) = Rows(600, 0.9);

        ProxyCheck check = ProxyCheck.Of(["age", "postcode"], columns, [false, true], groups);

        Assert.Equal("postcode", check.Players[0].Player);
        Assert.True(check.Players[0].PValue < 1e-6 && check.Players[1].PValue > 0.001);

        // A column that is the group in 9 of 10 rows takes away 1 - H(0.9) / H(0.5) of its entropy, 0.531.
        Assert.InRange(check.Players[0].Uncertainty, 0.45, 0.61);
        Assert.InRange(check.BalancedAccuracy.Value!.Value, 0.85, 0.95);
        Assert.True(check.IsProxied);
    }

    [Fact]
    public void Of_IndependentColumns_FindsNoProxyMoreOftenThanChance()
    {
        int alarms = 0;
        double uncertainty = 0;
        for (ulong sample = 0; sample < 40; sample++)
        {
            (double[][] columns, string[] groups) = Rows(300, 0.5, sample);
            ProxyCheck check = ProxyCheck.Of(["age", "postcode"], columns, [false, true], groups, sample);
            alarms += check.IsProxied ? 1 : 0;
            uncertainty += check.Players.Single(player => player.Player == "age").Uncertainty / 40;
        }

        // Nine bins of 300 rows seem to take away 8/600 nats, 0.019 of the entropy, by chance; that is taken off.
        Assert.InRange(uncertainty, 0, 0.01);

        // At most 2.5 % each and five standard errors.
        Assert.InRange(alarms, 0, 6);
    }

    [Fact]
    public void Of_ColumnsOnlyTelling_Together_ArePredictive()
    {
        // Each of ten columns is the group in 60 % of rows; naive Bayes adds them up.
        var draws = new Draws(9, 1);
        string[] groups = [.. Enumerable.Range(0, 1000).Select(row => row % 2 == 0 ? "f" : "m")];
        double[][] columns = [.. Enumerable.Range(0, 10).Select(_ => groups.Select(group => draws.Uniform() < 0.6 == (group == "f") ? 1.0 : 0).ToArray())];

        ProxyCheck check = ProxyCheck.Of([.. Enumerable.Range(0, 10).Select(column => $"c{column}")], columns, [.. Enumerable.Repeat(true, 10)], groups);

        // Of ten votes right with 0.6 the majority is right with 0.733 (ties half).
        Assert.InRange(check.BalancedAccuracy.Value!.Value, 0.67, 0.79);
    }

    [Fact]
    public void Of_OneGroupOrMissing_SaysSo()
    {
        double[] column = new double[50];

        Assert.Equal(Absence.OneClass, ProxyCheck.Of(["a"], [column], [false], [.. Enumerable.Repeat("x", 50)]).BalancedAccuracy.Absence);
        Assert.Equal(Absence.NoRows, ProxyCheck.Of(["a"], [column], [false], new string?[50]).BalancedAccuracy.Absence);
        Assert.Equal(0, ProxyCheck.Of(["a"], [column], [false], [.. Enumerable.Range(0, 50).Select(row => row % 2 == 0 ? "x" : "y")]).Players[0].Uncertainty);
        Assert.Throws<ArgumentException>(() => ProxyCheck.Of(["a"], [column], [false], ["x"]));
    }

    private static (double[][] Columns, string[] Groups) Rows(int count, double agreement, ulong seed = 0)
    {
        var draws = new Draws(seed, 8);
        string[] groups = new string[count];
        double[] age = new double[count], postcode = new double[count];
        for (int row = 0; row < count; row++)
        {
            bool isFirst = draws.Uniform() < 0.5;
            groups[row] = isFirst ? "f" : "m";
            age[row] = row % 17 == 0 ? double.NaN : 20 + (50 * draws.Uniform());
            postcode[row] = draws.Uniform() < agreement == isFirst ? 7 : 3;
        }

        return ([age, postcode], groups);
    }
}
