using XaiFunctions.Core.Shapley;

namespace XaiFunctions.Core.Statistics;

/// <summary>Random draws, one after another, that a seed and a purpose wholly determine.</summary>
/// <param name="seed">The seed that the caller was given.</param>
/// <param name="purpose">Which of the caller's streams this is.</param>
internal struct Draws(ulong seed, ulong purpose)
{
    // Beyond this variance a binomial count is drawn from the normal distribution of the same mean and variance.
    private const double NormalFromVariance = 400;
    private readonly ulong key = CounterRandom.Key(seed, purpose, 0x41756469);
    private ulong counter;

    /// <summary>A number in [0, 1) with 53 bits.</summary>
    public double Uniform() => (CounterRandom.Next(key, counter++) >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number in 0 .. size - 1.</summary>
    public int Index(int size) => (int)(((UInt128)CounterRandom.Next(key, counter++) * (ulong)size) >> 64);

    /// <summary>A draw from the standard normal distribution (Box and Muller 1958).</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform());

    /// <summary>The successes in so many trials: by inversion, or rounded from the normal distribution when the variance is above 400.</summary>
    public long Binomial(long trials, double probability)
    {
        if (trials <= 0 || !(probability > 0))
            return 0;
        if (probability >= 1)
            return trials;
        if (probability > 0.5)
            return trials - Binomial(trials, 1 - probability);

        double variance = trials * probability * (1 - probability);
        if (variance > NormalFromVariance)
            return Math.Clamp((long)Math.Round((trials * probability) + (Math.Sqrt(variance) * Normal())), 0, trials);

        double odds = probability / (1 - probability), left = Uniform();
        double mass = Math.Exp(trials * double.LogP1(-probability));
        long successes = 0;
        while (left >= mass && successes < trials)
        {
            left -= mass;
            mass *= odds * (trials - successes) / (successes + 1);
            successes++;
        }

        return successes;
    }

    /// <summary>So many draws with replacement from cells of given counts.</summary>
    /// <param name="counts">The counts that are drawn from.</param>
    /// <param name="drawn">As many cells; overwritten with counts of the same sum.</param>
    public void Multinomial(ReadOnlySpan<long> counts, Span<long> drawn)
    {
        long left = 0, weight = 0;
        foreach (long count in counts)
            weight += count;
        left = weight;
        for (int cell = 0; cell < counts.Length; cell++)
        {
            drawn[cell] = weight > 0 ? Binomial(left, (double)counts[cell] / weight) : 0;
            left -= drawn[cell];
            weight -= counts[cell];
        }
    }

    /// <summary>Puts items in random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int last = items.Length - 1; last > 0; last--)
        {
            int other = Index(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }
}
