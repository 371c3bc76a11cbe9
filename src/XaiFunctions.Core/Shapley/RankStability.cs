using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Shapley;

/// <summary>How sure the order of attributions is, given their standard errors.</summary>
/// <remarks>
/// <para>
/// The exact |phi_i| are taken to be those of independent normal numbers with the estimates as means and the standard errors as deviations. With F(t) the probability that all of
/// the other players are at most t, and G(t) the probability that all of the top k are above t, the top k are the top k with probability integral of G dF.
/// </para>
/// <para>
/// F rises and G falls, so between a and b the integral lies between G(b) (F(b) - F(a)) and G(a) (F(b) - F(a)): intervals are halved until these are close.
/// Independence is an approximation: the errors of a row sum to 0, so on the average their correlation is -1 / (n - 1).
/// </para>
/// </remarks>
public static class RankStability
{
    /// <summary>Intervals are halved while they contribute more than this to the width between the bounds. Their mean errs by far less, some 1e-5 in all.</summary>
    private const double Tolerance = 1e-4;

    /// <summary>Beyond so many standard errors nothing is left of a normal distribution.</summary>
    private const double Reach = 8;

    private const int MaxHalvings = 64;

    /// <summary>The probability that the k players with the largest |attribution| of a row and output are those with the largest exact one, in any order.</summary>
    /// <param name="values">The attributions, one a player.</param>
    /// <param name="standardErrors">Their standard errors, one a player; 0 if exact.</param>
    /// <param name="k">From 1; all players or more are the top ones for sure.</param>
    /// <returns>
    /// From 0 to 1; 1 if all is exact. Players that are exact and tie for the last places are one choice out of the equally good ones, so two of them for one place make 1/2.
    /// Null if a standard error is not known (infinite or NaN).
    /// </returns>
    /// <exception cref="ArgumentException">The numbers of values and errors differ.</exception>
    public static double? TopK(ReadOnlySpan<double> values, ReadOnlySpan<double> standardErrors, int k)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        if (values.Length != standardErrors.Length)
            throw new ArgumentException($"There are {standardErrors.Length} standard errors for {values.Length} attributions.", nameof(standardErrors));

        var players = new Player[values.Length];
        for (int i = 0; i < players.Length; i++)
        {
            if (!double.IsFinite(standardErrors[i]))
                return null;
            players[i] = new(Math.Abs(values[i]), standardErrors[i]);
        }

        if (k >= players.Length)
            return 1;

        Array.Sort(players, (a, b) => b.Size.CompareTo(a.Size));
        return Probability(players[..k], players[k..]);
    }

    private static double Probability(Player[] top, Player[] others)
    {
        double low = others.Where(player => player.Error == 0).Select(player => player.Size).DefaultIfEmpty(0).Max();
        double high = top.Where(player => player.Error == 0).Select(player => player.Size).DefaultIfEmpty(double.PositiveInfinity).Min();
        Player[] uncertainTop = [.. top.Where(player => player.Error > 0)], uncertainOthers = [.. others.Where(player => player.Error > 0)];
        Point At(double t) => new(t, uncertainOthers.Aggregate(1.0, (all, player) => all * player.AtMost(t)), uncertainTop.Aggregate(1.0, (all, player) => all * (1 - player.AtMost(t))));

        // The exact ones of the others make F jump from 0 at the largest of them; the exact ones of the top make G fall to 0 at the smallest.
        Point start = At(low);
        double atLow = start.AllAtMost * start.AllAbove;
        if (low == high)
            return atLow / Choices(top.Count(player => player == new Player(low, 0)), others.Count(player => player == new Player(low, 0)));

        double end = Math.Min(high, uncertainOthers.Select(player => player.Size + (Reach * player.Error)).DefaultIfEmpty(low).Max());
        return end <= low ? atLow : Math.Min(1, atLow + Integrate(start, At(end), At, MaxHalvings));
    }

    private static double Integrate(Point from, Point to, Func<double, Point> at, int halvings)
    {
        double mass = to.AllAtMost - from.AllAtMost;
        if (halvings == 0 || mass * (from.AllAbove - to.AllAbove) <= Tolerance)
            return mass * (from.AllAbove + to.AllAbove) / 2;

        Point middle = at((from.T + to.T) / 2);
        return Integrate(from, middle, at, halvings - 1) + Integrate(middle, to, at, halvings - 1);
    }

    /// <summary>The ways in which so many of the top and of the others, all equal, could be shared out.</summary>
    private static double Choices(int top, int others)
    {
        double choices = 1;
        for (int i = 1; i <= top; i++)
            choices *= (others + i) / (double)i;
        return choices;
    }

    private readonly record struct Point(double T, double AllAtMost, double AllAbove);

    private readonly record struct Player(double Size, double Error)
    {
        /// <summary>The probability that the exact attribution lies between -t and t.</summary>
        public double AtMost(double t) => Normal.Cumulative((t - Size) / Error) - Normal.Cumulative((-t - Size) / Error);
    }
}
