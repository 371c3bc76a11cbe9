using XaiFunctions.Core.Calibration;

namespace XaiFunctions.Core.Performance;

/// <summary>
/// Scores of a yes/no question with the labels that have arrived: all that performance, calibration and fairness are computed from. Flat in memory, and merged with the outcomes of other rows.
/// </summary>
public sealed class BinaryOutcomes
{
    // The least probability that log loss takes seriously: the step of a double at 1, as scikit-learn does.
    private const double LeastProbability = 2.220446049250313e-16;
    private MeanOfLosses squaredErrors;
    private MeanOfLosses logLosses;
    private MeanOfLosses scoresOfPositives;
    private MeanOfLosses scoresOfNegatives;

    /// <param name="options">How; default: <see cref="PerformanceOptions"/>'s.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public BinaryOutcomes(PerformanceOptions? options = null)
    {
        Options = options ?? new PerformanceOptions();
        Options.Validate();
        Scores = new ScoreTable(Options.ScoreCapacity);
        Reliability = new ReliabilityCounts(Options.Bins);
    }

    private BinaryOutcomes(PerformanceOptions options, ScoreTable scores, ReliabilityCounts reliability)
    {
        Options = options;
        Scores = scores;
        Reliability = reliability;
    }

    /// <summary>The options given.</summary>
    public PerformanceOptions Options { get; }

    /// <summary>The scores, with and without labels.</summary>
    public ScoreTable Scores { get; }

    /// <summary>The labelled rows by bins of their score.</summary>
    public ReliabilityCounts Reliability { get; }

    /// <summary>The labelled rows by label and decision.</summary>
    public ConfusionMatrix Confusion { get; private set; }

    /// <summary>The unlabelled rows decided yes.</summary>
    public long UnlabelledSelected { get; private set; }

    /// <summary>The rows without a finite score; they are in nothing else.</summary>
    public long WithoutScore { get; private set; }

    /// <summary>The rows whose score is not between 0 and 1. If there are any, scores are not probabilities, and what needs these is not applicable.</summary>
    public long OutsideUnit { get; private set; }

    /// <summary>The labelled rows.</summary>
    public long Labelled => Confusion.Count;

    /// <summary>All rows with a score.</summary>
    public long Count => Scores.Count;

    /// <summary>All rows decided yes, with or without label.</summary>
    public long Selected => Confusion.Selected + UnlabelledSelected;

    internal MeanOfLosses SquaredErrors => squaredErrors;

    internal MeanOfLosses LogLosses => logLosses;

    internal MeanOfLosses ScoresOfPositives => scoresOfPositives;

    internal MeanOfLosses ScoresOfNegatives => scoresOfNegatives;

    /// <summary>Outcomes of scores and labels side by side.</summary>
    /// <exception cref="ArgumentException">They differ in length.</exception>
    public static BinaryOutcomes Of(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels, PerformanceOptions? options = null)
    {
        if (scores.Length != labels.Length)
            throw new ArgumentException($"{scores.Length} scores for {labels.Length} labels.", nameof(labels));

        var outcomes = new BinaryOutcomes(options);
        for (int row = 0; row < scores.Length; row++)
            outcomes.Add(scores[row], labels[row]);
        return outcomes;
    }

    /// <summary>Counts a row.</summary>
    /// <param name="score">The score, in general the probability of yes. NaN and infinities count as no score.</param>
    /// <param name="label">The label; null if it has not arrived.</param>
    public void Add(double score, bool? label)
    {
        if (!double.IsFinite(score))
        {
            WithoutScore++;
            return;
        }

        bool decision = score >= Options.Threshold, isProbability = score is >= 0 and <= 1;
        Scores.Add(score, label);
        OutsideUnit += isProbability ? 0 : 1;
        if (label is not { } known)
        {
            UnlabelledSelected += decision ? 1 : 0;
            return;
        }

        Confusion = Confusion.With(known, decision);
        if (known)
            scoresOfPositives.Add(score);
        else
            scoresOfNegatives.Add(score);
        if (!isProbability)
            return;

        double error = score - (known ? 1 : 0);
        squaredErrors.Add(error * error);
        logLosses.Add(-Math.Log(Math.Clamp(known ? score : 1 - score, LeastProbability, 1 - LeastProbability)));
        Reliability.Add(score, known);
    }

    /// <summary>Adds the outcomes of other rows.</summary>
    /// <exception cref="ArgumentException">Thresholds or bins differ.</exception>
    public void Merge(BinaryOutcomes other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Options.Threshold != Options.Threshold)
            throw new ArgumentException("Outcomes at different thresholds cannot be added.", nameof(other));

        Reliability.Merge(other.Reliability);
        Scores.Merge(other.Scores);
        Confusion += other.Confusion;
        UnlabelledSelected += other.UnlabelledSelected;
        WithoutScore += other.WithoutScore;
        OutsideUnit += other.OutsideUnit;
        squaredErrors.Add(other.squaredErrors);
        logLosses.Add(other.logLosses);
        scoresOfPositives.Add(other.scoresOfPositives);
        scoresOfNegatives.Add(other.scoresOfNegatives);
    }

    /// <summary>Writes everything but the options.</summary>
    public void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Scores.Write(writer);
        Reliability.Write(writer);
        foreach (long count in (ReadOnlySpan<long>)[
            Confusion.TruePositives, Confusion.FalsePositives, Confusion.FalseNegatives, Confusion.TrueNegatives, UnlabelledSelected, WithoutScore, OutsideUnit])
            writer.Write(count);
        squaredErrors.Write(writer);
        logLosses.Write(writer);
        scoresOfPositives.Write(writer);
        scoresOfNegatives.Write(writer);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="options">The options with which it was counted.</param>
    public static BinaryOutcomes Read(BinaryReader reader, PerformanceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new BinaryOutcomes(options ?? new PerformanceOptions(), ScoreTable.Read(reader), ReliabilityCounts.Read(reader))
        {
            Confusion = new ConfusionMatrix(reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64()),
            UnlabelledSelected = reader.ReadInt64(),
            WithoutScore = reader.ReadInt64(),
            OutsideUnit = reader.ReadInt64(),
            squaredErrors = MeanOfLosses.Read(reader),
            logLosses = MeanOfLosses.Read(reader),
            scoresOfPositives = MeanOfLosses.Read(reader),
            scoresOfNegatives = MeanOfLosses.Read(reader),
        };
    }
}
