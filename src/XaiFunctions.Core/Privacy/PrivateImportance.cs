namespace XaiFunctions.Core.Privacy;

/// <summary>A player's global importance, released with noise.</summary>
/// <param name="Player">The player.</param>
/// <param name="Value">The noisy mean of min(|attribution|, clip), cut to 0 .. clip.</param>
public sealed record PrivateImportanceEntry(string Player, double Value);

/// <summary>Global importances under differential privacy.</summary>
/// <param name="Entries">The players in the order given.</param>
/// <param name="Rows">The rows averaged over; public.</param>
/// <param name="Clip">What each |attribution| was clipped to.</param>
/// <param name="Kind">The noise.</param>
/// <param name="Scale">The scale of the noise: b of Laplace, the standard deviation of normal noise.</param>
/// <param name="Cost">What the release costs.</param>
public sealed record PrivateImportance(IReadOnlyList<PrivateImportanceEntry> Entries, long Rows, double Clip, NoiseKind Kind, double Scale, PrivacyCost Cost)
{
    /// <summary>What has to hold for the guarantee.</summary>
    public const string Conditions =
        "Holds for the replacement of one row, with the number of rows public; the clip must be chosen without looking at the rows, and each row's attributions must depend on that row and on things that are public: the model, the background and the seed.";

    /// <summary>
    /// Releases <c>I_j = 1/n sum over rows of min(|phi_ij|, C)</c> of d players: one row changes the vector by at most d C / n in sum and sqrt(d) C / n in size.
    /// </summary>
    /// <param name="players">The players.</param>
    /// <param name="clippedSums">Per player the exact sum over rows of min(|attribution|, clip).</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="clip">C, positive, chosen without the data.</param>
    /// <param name="kind">The noise.</param>
    /// <param name="cost">What the release may cost; delta should be far below 1 / rows.</param>
    /// <param name="bits">Where randomness comes from: a cryptographic generator.</param>
    /// <param name="minimumCount">The fewest rows.</param>
    /// <exception cref="ArgumentException">There are too few rows, a sum cannot be one of clipped attributions, or the cost does not fit the noise.</exception>
    public static PrivateImportance Release(
        IReadOnlyList<string> players,
        ReadOnlySpan<double> clippedSums,
        long rows,
        double clip,
        NoiseKind kind,
        PrivacyCost cost,
        RandomBits bits,
        int minimumCount = SmallCells.DefaultMinimumCount)
    {
        ArgumentNullException.ThrowIfNull(players);
        if (players.Count == 0 || players.Count != clippedSums.Length)
            throw new ArgumentException("There must be one sum for every player.", nameof(clippedSums));
        if (rows < minimumCount || rows <= 0)
            throw new ArgumentException("There are too few rows for a release.", nameof(rows));
        if (!(clip > 0 && double.IsFinite(clip)))
            throw new ArgumentOutOfRangeException(nameof(clip), clip, "A clip is positive.");

        var means = new double[clippedSums.Length];
        for (int player = 0; player < means.Length; player++)
        {
            // Sums are of rounded numbers.
            if (!(clippedSums[player] >= 0 && clippedSums[player] <= rows * clip * (1 + 1e-9)))
                throw new ArgumentException("A sum is not one of clipped attributions.", nameof(clippedSums));
            means[player] = clippedSums[player] / rows;
        }

        double sensitivity = (kind == NoiseKind.Laplace ? means.Length : Math.Sqrt(means.Length)) * clip / rows;
        double[] noisy = PrivacyMechanism.Release(means, sensitivity, kind, cost, bits);
        double scale = kind == NoiseKind.Laplace ? PrivacyMechanism.LaplaceScale(sensitivity, cost.Epsilon) : PrivacyMechanism.GaussianDeviation(sensitivity, cost.Epsilon, cost.Delta);
        return new PrivateImportance([.. players.Select((player, index) => new PrivateImportanceEntry(player, Math.Clamp(noisy[index], 0, clip)))], rows, clip, kind, scale, cost);
    }
}
