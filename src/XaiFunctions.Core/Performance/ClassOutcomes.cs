using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Performance;

/// <summary>
/// Probabilities of several classes with the labels that have arrived, in flat memory, merged with those of other rows. The decision is the most probable class, of equal ones the first.
/// </summary>
public sealed class ClassOutcomes
{
    /// <summary>The most classes.</summary>
    public const int MostClasses = 1000;

    private const double LeastProbability = 2.220446049250313e-16;
    private readonly long[] counts;
    private MeanOfLosses logLosses;

    /// <param name="classes">The number of classes, 2 to <see cref="MostClasses"/>.</param>
    /// <param name="options">How; default: <see cref="PerformanceOptions"/>'s. The threshold is not looked at.</param>
    /// <exception cref="ArgumentException">An option, or the number of classes, is out of its range.</exception>
    public ClassOutcomes(int classes, PerformanceOptions? options = null)
        : this(classes, new BinaryOutcomes((options ?? new PerformanceOptions()) with { Threshold = 0 }))
    {
    }

    private ClassOutcomes(int classes, BinaryOutcomes topOne)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(classes, MostClasses);
        Classes = classes;
        TopOne = topOne;
        counts = new long[classes * classes];
    }

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>
    /// The greatest probability of every row as the score, and whether that class is the label as its label: its calibration is the top-1 calibration of Guo et al. (2017), and its expected
    /// precision the expected accuracy without labels.
    /// </summary>
    public BinaryOutcomes TopOne { get; }

    /// <summary>The labelled rows of a class that were decided as another, or the same.</summary>
    public long this[int label, int decision] => counts[(label * Classes) + decision];

    /// <summary>The labelled rows.</summary>
    public long Labelled => TopOne.Labelled;

    /// <summary>The rows decided as their label is.</summary>
    public long Correct => TopOne.Confusion.TruePositives;

    /// <summary>Counts a row. A row of which a probability is not finite, or not between 0 and 1, has no score and is in nothing else.</summary>
    /// <param name="probabilities">One a class.</param>
    /// <param name="label">The class; null if it is not known.</param>
    /// <exception cref="ArgumentException">The number of probabilities is not that of the classes, or there is no such class.</exception>
    public void Add(ReadOnlySpan<double> probabilities, int? label)
    {
        if (probabilities.Length != Classes || label < 0 || label >= Classes)
            throw new ArgumentException($"{probabilities.Length} probabilities and label {label} do not fit {Classes} classes.", nameof(probabilities));

        int decision = 0;
        foreach (double probability in probabilities)
        {
            if (probability is not (>= 0 and <= 1))
            {
                TopOne.Add(double.NaN, null);
                return;
            }
        }

        for (int other = 1; other < Classes; other++)
            decision = probabilities[other] > probabilities[decision] ? other : decision;
        TopOne.Add(probabilities[decision], label is { } known ? known == decision : null);
        if (label is not { } isClass)
            return;

        counts[(isClass * Classes) + decision]++;
        logLosses.Add(-Math.Log(Math.Clamp(probabilities[isClass], LeastProbability, 1 - LeastProbability)));
    }

    /// <summary>Adds the outcomes of other rows.</summary>
    /// <exception cref="ArgumentException">The numbers of classes differ.</exception>
    public void Merge(ClassOutcomes other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Classes != Classes)
            throw new ArgumentException("Outcomes of other classes cannot be added.", nameof(other));

        TopOne.Merge(other.TopOne);
        for (int cell = 0; cell < counts.Length; cell++)
            counts[cell] += other.counts[cell];
        logLosses.Add(other.logLosses);
    }

    /// <summary>Writes everything but the options.</summary>
    public void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Classes);
        TopOne.Write(writer);
        foreach (long count in counts)
            writer.Write(count);
        logLosses.Write(writer);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="options">The options with which it was counted.</param>
    public static ClassOutcomes Read(BinaryReader reader, PerformanceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(reader);
        int classes = reader.ReadInt32();
        var read = new ClassOutcomes(classes, BinaryOutcomes.Read(reader, (options ?? new PerformanceOptions()) with { Threshold = 0 }));
        for (int cell = 0; cell < read.counts.Length; cell++)
            read.counts[cell] = reader.ReadInt64();
        read.logLosses = MeanOfLosses.Read(reader);
        return read;
    }

    /// <summary>The metrics of the labelled rows; macro averages have bootstrap intervals over rows drawn with replacement.</summary>
    public ClassPerformance ToPerformance()
    {
        PerformanceOptions options = TopOne.Options;
        int least = options.MinimumCount;
        Absence? absence = Labelled > 0 ? Labelled < least ? Absence.TooFew : null : TopOne.Count == 0 ? Absence.NoRows : Absence.NotApplicable;
        if (absence is { } why)
        {
            Estimate none = Estimate.None(why);
            return new ClassPerformance(null, none, none, none, none, none, []);
        }

        double[] macro = Macro(counts);
        var drawn = new double[macro.Length][];
        for (int metric = 0; metric < macro.Length; metric++)
            drawn[metric] = new double[options.Draws];
        var draws = new Draws(options.Seed, 9);
        var cells = new long[counts.Length];
        for (int draw = 0; draw < options.Draws; draw++)
        {
            draws.Multinomial(counts, cells);
            double[] numbers = Macro(cells);
            for (int metric = 0; metric < numbers.Length; metric++)
                drawn[metric][draw] = numbers[metric];
        }

        Estimate[] averages = [.. macro.Select((value, metric) => Estimate.Of(value, Labelled, Interval.OfDraws(drawn[metric])))];
        return new ClassPerformance(
            Labelled, Estimate.Share(Correct, Labelled, least), averages[0], averages[1], averages[2], logLosses.ToEstimate(least), [.. Enumerable.Range(0, Classes).Select(OfClass)]);
    }

    private ClassEntry OfClass(int own)
    {
        int least = TopOne.Options.MinimumCount;
        (long right, long labels, long decisions) = Margins(counts, own);
        return new ClassEntry(Privacy.SmallCells.Told(labels, least), Estimate.Share(right, decisions, least), Estimate.Share(right, labels, least));
    }

    // Precision, recall and F1, averaged over the classes that occur; a class without decisions, or without labels, counts as 0 in what it leaves undefined.
    private double[] Macro(ReadOnlySpan<long> cells)
    {
        double precision = 0, recall = 0, f1 = 0;
        int occurring = 0;
        for (int own = 0; own < Classes; own++)
        {
            (long right, long labels, long decisions) = Margins(cells, own);
            if (labels + decisions == 0)
                continue;
            occurring++;
            precision += decisions > 0 ? (double)right / decisions : 0;
            recall += labels > 0 ? (double)right / labels : 0;
            f1 += 2.0 * right / (labels + decisions);
        }

        return [precision / occurring, recall / occurring, f1 / occurring];
    }

    private (long Right, long Labels, long Decisions) Margins(ReadOnlySpan<long> cells, int own)
    {
        long labels = 0, decisions = 0;
        for (int other = 0; other < Classes; other++)
        {
            labels += cells[(own * Classes) + other];
            decisions += cells[(other * Classes) + own];
        }

        return (cells[(own * Classes) + own], labels, decisions);
    }
}
