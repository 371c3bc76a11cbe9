using XaiFunctions.Core.Games;
using XaiFunctions.Core.Performance;
using XaiFunctions.Core.Tables;
using XaiFunctions.Documents.Audits;
using XaiFunctions.Documents.Audits.Fairness;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Tests.Audits;

/// <summary>Rows that a calibrated logistic model scored, with the labels that its probabilities give, drawn from a seed.</summary>
internal sealed class ScoredRows
{
    private const int Block = 16;
    private static readonly double[] Weights = [1.5, -1, 0.5, 0.25, 0, 0];

    private readonly Random random;

    public ScoredRows(int seed) => random = new Random(seed);

    /// <summary>Moves the first column by so many standard deviations.</summary>
    public double Shift { get; init; }

    /// <summary>The share of labels that say the opposite of what they should.</summary>
    public double Wrong { get; init; }

    /// <summary>The share of women in Rome whose label is no whatever their score.</summary>
    public double RefusedInRome { get; init; }

    /// <summary>Makes every label a yes.</summary>
    public bool OnlyYes { get; init; }

    /// <summary>Turns the weights around, as a model would have whose reasons are others.</summary>
    public bool OtherReasons { get; init; }

    /// <summary>The share of rows whose sex follows from the first column, which matters most: above 0 male, else female. Otherwise it is drawn.</summary>
    public double Segregated { get; init; }

    public static ExplanationFrame Frame { get; } = new(
        [.. Enumerable.Range(1, 4).Select(feature => new Feature($"x{feature}", FeatureType.Number) { AllowsMissing = true }), new Feature("city", FeatureType.Category), new Feature("sex", FeatureType.Category)],
        Players.OnePerColumn(["x1", "x2", "x3", "x4", "city", "sex"]),
        ["yes"],
        OutputSpaces.LogOdds)
    {
        Sensitive = ["city", "sex"],
    };

    /// <summary>The shape over a background of so many rows.</summary>
    public static AuditShape Shape(LabelKind labels = LabelKind.Class, int rows = 400, Action<double[]>? change = null, FairnessPolicy? fairness = null)
    {
        var drawn = new ScoredRows(1);
        var codes = new CategoryCodes();
        codes.Add("Oslo");
        codes.Add("Rome");
        codes.Add("female");
        codes.Add("male");
        var cells = new List<double>();
        var predictions = new List<double>();
        for (int row = 0; row < rows; row++)
        {
            double[] values = drawn.Draw();
            change?.Invoke(values);
            cells.AddRange([.. values.Take(5), values[5] + 2]);
            predictions.Add(Sum(values));
        }

        return new AuditShape(Frame, 0, new Background([.. cells], 6), codes, predictions.ToArray(), labels, new PerformanceOptions { Draws = 100 }, fairness);
    }

    /// <summary>Sums over so many rows.</summary>
    public AuditSums Sums(AuditShape shape, int rows, bool inPeriod = true, long firstRow = 1)
    {
        var sums = new AuditSums(shape);
        for (int done = 0; done < rows; done += Block)
            Add(sums, Math.Min(Block, rows - done), firstRow + done, inPeriod);
        return sums;
    }

    public void Add(AuditSums sums, int rows, long firstRow, bool inPeriod = true, bool labelled = true, string job = "job")
    {
        var labels = new Dictionary<long, double>();
        var block = new List<RowExplanation>();
        for (int row = 0; row < rows; row++)
        {
            double[] values = Draw();
            values[0] += Shift;
            double[] attributions = [.. values.Select((value, column) => value * Weights[OtherReasons && column < 5 ? 4 - column : column])];
            double prediction = attributions.Sum();
            var output = new OutputExplanation(prediction, 0, attributions, new double[6], new double[6]);
            CellValue[] cells = [.. values.Take(4).Select(CellValue.Of), CellValue.Of(values[4] == 0 ? "Oslo" : "Rome"), CellValue.Of(values[5] == 0 ? "female" : "male")];
            block.Add(new RowExplanation(firstRow + row, cells, [output], 0));
            bool yes = random.NextDouble() < 1 / (1 + Math.Exp(-prediction));
            if (random.NextDouble() < Wrong)
                yes = !yes;
            if (values[4] == 1 && values[5] == 0 && RefusedInRome > 0 && random.NextDouble() < RefusedInRome)
                yes = false;
            if (labelled)
                labels.Add(firstRow + row, yes || OnlyYes ? 1 : 0);
        }

        sums.AddBlock(job, block, labels, inPeriod);
    }

    private static double Sum(double[] values) => values.Select((value, column) => value * Weights[column]).Sum();

    /// <summary>Four normal numbers and two categories; the second is drawn from the last bits of numbers.</summary>
    private double[] Draw()
    {
        double[] values = [.. Enumerable.Range(0, 4).Select(_ => Normal()), random.Next(2), 0];
        values[5] = LastBits(values[2]) < Segregated ? values[0] > 0 ? 1 : 0 : LastBits(values[1]) < 0.5 ? 0 : 1;
        return values;
    }

    private static double LastBits(double value) => (BitConverter.DoubleToInt64Bits(value) & 0xFFFF) / 65536.0;

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
