using System.Text;
using XaiFunctions.Core.Performance;
using XaiFunctions.Documents.Audits.Fairness;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Summaries;

namespace XaiFunctions.Documents.Audits;

/// <summary>All that a sweep gathers over scored rows and their labels, in memory that does not grow with the rows. Parts are merged by adding.</summary>
public sealed class AuditSums
{
    /// <summary>The format that <see cref="Write"/> writes. Sums of another cannot be read.</summary>
    public const int Format = 3;

    private readonly AuditShape shape;

    /// <summary>No rows.</summary>
    public AuditSums(AuditShape shape)
        : this(shape, new GlobalSummary(Checked(shape).Frame))
    {
    }

    private AuditSums(AuditShape shape, GlobalSummary summary)
    {
        this.shape = shape;
        Summary = summary;
        Data = new DataCounts(shape);
        Sample = new AuditSample(shape.Frame);
        LabelledSample = new AuditSample(shape.Frame);
        Binary = new BinaryOutcomes(shape.Performance);
        Fairness = new FairnessCounts(shape.Fairness);
        Regression = new RegressionOutcomes();
    }

    /// <summary>The attributions of the period's rows.</summary>
    public GlobalSummary Summary { get; }

    /// <summary>The values and predictions of the period's rows.</summary>
    public DataCounts Data { get; private init; }

    /// <summary>A random sample of the period's rows.</summary>
    public AuditSample Sample { get; private init; }

    /// <summary>A random sample of the rows whose label arrived in the period, also of those that were scored before it: what performance is measured on.</summary>
    public AuditSample LabelledSample { get; private init; }

    /// <summary>Scores with the labels that arrived in the period; and scores of the period's rows without.</summary>
    public BinaryOutcomes Binary { get; private init; }

    /// <summary>Scores and labels by the groups of sensitive columns.</summary>
    public FairnessCounts Fairness { get; private init; }

    /// <summary>Predictions with the numbers that arrived in the period.</summary>
    public RegressionOutcomes Regression { get; private init; }

    /// <summary>The labels that found their row.</summary>
    public long Labelled { get; private set; }

    /// <summary>Those of them whose row was scored before the period.</summary>
    public long Late { get; private set; }

    /// <summary>Adds the rows of one block of a job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="rows">The rows, explained with the same coalitions.</param>
    /// <param name="labels">The labels that arrived, by row: 1 or 0 for yes and no, or the number.</param>
    /// <param name="inPeriod">Whether the rows were scored in the period; of others only those with a label count, for the performance.</param>
    public void AddBlock(string job, IReadOnlyList<RowExplanation> rows, IReadOnlyDictionary<long, double> labels, bool inPeriod)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(labels);
        if (inPeriod)
            Summary.AddBlock(rows);
        foreach (RowExplanation row in rows)
        {
            double prediction = row.Outputs[shape.Output].Prediction;
            if (inPeriod)
                Data.Add(row.Cells, prediction);
            bool isLabelled = labels.TryGetValue(row.Row, out double label);
            Labelled += isLabelled ? 1 : 0;
            Late += isLabelled && !inPeriod ? 1 : 0;
            if (!inPeriod && !isLabelled)
                continue;
            var sampled = new AuditRow(job, row.Row, row.Cells, prediction, row.Outputs[shape.Output].Attributions, isLabelled ? label : null);
            if (inPeriod)
                Sample.Add(sampled);
            if (isLabelled)
                LabelledSample.Add(sampled);
            if (shape.Labels == LabelKind.Number)
                Regression.Add(prediction, isLabelled ? label : double.NaN);
            else
                AddDecision(row, shape.Probability(prediction), isLabelled ? label != 0 : null);
        }
    }

    /// <summary>Adds another part.</summary>
    public void Merge(AuditSums other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Summary.Merge(other.Summary);
        Data.Merge(other.Data);
        Sample.Merge(other.Sample);
        LabelledSample.Merge(other.LabelledSample);
        Binary.Merge(other.Binary);
        Fairness.Merge(other.Fairness);
        Regression.Merge(other.Regression);
        Labelled += other.Labelled;
        Late += other.Late;
    }

    /// <summary>Writes the part; the stream stays open.</summary>
    public void Write(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Format);
        writer.Write(Labelled);
        writer.Write(Late);
        Data.Write(writer);
        Sample.Write(writer);
        LabelledSample.Write(writer);
        Binary.Write(writer);
        Fairness.Write(writer);
        Regression.Write(writer);
        writer.Flush();
        Summary.Write(stream);
    }

    /// <summary>Reads a part.</summary>
    /// <param name="stream">What <see cref="Write"/> wrote.</param>
    /// <param name="shape">The shape of the sweep.</param>
    /// <exception cref="InvalidDataException">The bytes are of another format or shape.</exception>
    public static AuditSums Read(Stream stream, AuditShape shape)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        if (reader.ReadInt32() is var format and not Format)
            throw new InvalidDataException($"Sums of format {format}; this version reads format {Format}.");
        long labelled = reader.ReadInt64(), late = reader.ReadInt64();
        DataCounts data = DataCounts.Read(reader, shape);
        AuditSample sample = AuditSample.Read(reader, shape.Frame), labelledSample = AuditSample.Read(reader, shape.Frame);
        BinaryOutcomes binary = BinaryOutcomes.Read(reader, shape.Performance);
        FairnessCounts fairness = FairnessCounts.Read(reader, shape.Fairness);
        RegressionOutcomes regression = RegressionOutcomes.Read(reader);
        return new AuditSums(shape, GlobalSummary.Read(stream, shape.Frame))
        {
            Labelled = labelled,
            Late = late,
            Data = data,
            Sample = sample,
            LabelledSample = labelledSample,
            Binary = binary,
            Fairness = fairness,
            Regression = regression,
        };
    }

    private void AddDecision(RowExplanation row, double probability, bool? label)
    {
        Binary.Add(probability, label);
        Fairness.Add(row.Cells, probability, label);
    }

    private static AuditShape Checked(AuditShape shape) => shape ?? throw new ArgumentNullException(nameof(shape));
}
