using XaiFunctions.Core.Games;
using XaiFunctions.Core.Tables;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Summaries;

namespace XaiFunctions.Documents.Tests;

/// <summary>Frames, rows and documents made of fixed literals.</summary>
internal static class Samples
{
    public static ExplanationFrame LoanFrame { get; } = new(
        [
            new Feature("duration", FeatureType.Integer) { Unit = "months", Description = "Duration of the credit" },
            new Feature("amount", FeatureType.Number) { Unit = "EUR", AllowsMissing = true },
            new Feature("purpose", FeatureType.Category) { Categories = ["car", "education"] },
            new Feature("foreign worker", FeatureType.Boolean),
            new Feature("checking_lt_0", FeatureType.Number),
            new Feature("checking_0_200", FeatureType.Number),
        ],
        new Players(["duration", "amount", "purpose", "foreign worker", "checking account"], [[0], [1], [2], [3], [4, 5]]),
        ["approved"],
        OutputSpaces.LogOdds)
    {
        Sensitive = ["foreign worker"],
        Reasons = new Dictionary<string, ReasonText>
        {
            ["duration"] = new("The credit runs for long.", "The credit is short."),
            ["checking_lt_0"] = new("The checking account is overdrawn.", null),
        },
    };

    public static RowExplanation LoanRow(long row = 1) => Row(
        row,
        [CellValue.Of(48.0), CellValue.Of(5951.5), CellValue.Of("car"), CellValue.Of(true), CellValue.Of(1.0), CellValue.Of(0.0)],
        baseValue: 0.75,
        attributions: [-0.5, 0.25, -0.125, -0.375, -0.25],
        halfWidths: [0.0625, 0.0625, 0.03125, 0.0625, 0.0625]) with
    {
        StopReason = StopReasons.Budget,
    };

    public static RowExplanation Row(long row, CellValue[] cells, double baseValue, double[] attributions, double[]? halfWidths = null)
    {
        halfWidths ??= new double[attributions.Length];
        var output = new OutputExplanation(
            attributions.Aggregate(baseValue, (sum, attribution) => sum + attribution),
            baseValue,
            attributions,
            halfWidths.Select(width => width / 2).ToArray(),
            halfWidths)
        {
            Fidelity = 0.875,
        };
        return new RowExplanation(row, cells, [output], 30) { Rounds = 1 };
    }

    /// <summary>A frame of numeric features that are each a player.</summary>
    public static ExplanationFrame NumericFrame(int features, int outputs = 1, string space = OutputSpaces.Raw)
    {
        string[] names = [.. Enumerable.Range(1, features).Select(feature => $"x{feature}")];
        return new ExplanationFrame(
            [.. names.Select(name => new Feature(name, FeatureType.Number))],
            Players.OnePerColumn(names),
            [.. Enumerable.Range(1, outputs).Select(output => $"y{output}")],
            space);
    }

    /// <summary>Rows whose attributions follow their values, with errors as sampling would leave them; the same for the same number.</summary>
    public static RowExplanation NumericRow(ExplanationFrame frame, long row, double errors = 0.01)
    {
        var random = new Random((int)(row * 7919 % int.MaxValue));
        int players = frame.Players.Count;
        double[] cells = [.. Enumerable.Range(0, frame.Features.Count).Select(_ => (random.NextDouble() * 10) - 5)];
        var outputs = new OutputExplanation[frame.Outputs.Count];
        for (int output = 0; output < outputs.Length; output++)
        {
            double[] attributions = [.. Enumerable.Range(0, players).Select(player => cells[player] * (players - player) * 0.01 * (output + 1))];
            double[] deviations = [.. attributions.Select(_ => errors * random.NextDouble())];
            double baseValue = 0.25 + output;
            outputs[output] = new OutputExplanation(
                baseValue + attributions.Sum(), baseValue, attributions, deviations, deviations.Select(deviation => 2 * deviation).ToArray());
        }

        return new RowExplanation(row, [.. cells.Select(CellValue.Of)], outputs, 100) { StopReason = errors == 0 ? StopReasons.Exact : StopReasons.Budget };
    }

    public static GlobalSummary Summarize(ExplanationFrame frame, IEnumerable<RowExplanation> rows, int block = 64)
    {
        var summary = new GlobalSummary(frame);
        foreach (RowExplanation[] chunk in rows.Chunk(block))
            summary.AddBlock(chunk);
        return summary;
    }

    public static ExplanationDocument Document(GlobalSummary summary, RejectedSection? rejected = null)
    {
        rejected ??= RejectedSection.None;
        var contract = new ContractEntry(640, null, null);
        return new ExplanationDocument
        {
            Job = new JobSection("loans-20260102-abc", JobStates.Completed, "blob", At(0), At(42)),
            Model = ModelSection.From("loans", "3", "probabilities", summary.Frame),
            Data = new DataSection("january.csv", 12345, summary.RowCount + rejected.Count, summary.RowCount, rejected.Count, 100),
            Provenance = Provenance(),
            Method = new MethodSection(
                "leverage-sampled KernelSHAP",
                summary.Frame.Space,
                summary.Frame.Space == OutputSpaces.LogOdds ? "logit" : "identity",
                contract,
                summary.ToReached(contract)),
            Summary = summary.ToSection(),
            Quality = summary.ToQuality(rejected.Count)! with { RowsOutOfRange = 1, OffManifoldShare = 0.25 },
            Warnings = [new DocumentWarning("small-background", "The background has 100 rows only.")],
            Rejected = rejected,
        };
    }

    public static ExplanationDocument FailedDocument() => new()
    {
        Job = new JobSection("loans-20260102-bad", JobStates.Failed, "blob", At(0), At(1)),
        Model = new ModelSection("loans", "3", null, [], [], []),
        Data = new DataSection("february.csv", 17, 0, 0, 0, 0),
        Provenance = Provenance(),
        Failure = new FailureSection("The header lacks columns of the model.", ["The column 'duration' is missing.", "The column <script> is unknown."]),
    };

    private static ProvenanceSection Provenance() => new()
    {
        ModelSha256 = new string('a', 64),
        ManifestSha256 = new string('b', 64),
        BackgroundSha256 = new string('c', 64),
        ScoringSha256 = new string('d', 64),
        PlanDigest = new string('e', 64),
        Seed = 18446744073709551615,
        CodeVersion = "0.1.0",
        Runtime = ".NET 10.0.0 X64",
        Packages = new Dictionary<string, string> { ["onnxruntime"] = "1.29.0", ["System.Numerics.Tensors"] = "9.0.19" },
    };

    private static DateTimeOffset At(int seconds) => new(2026, 1, 2, 3, 4, seconds, TimeSpan.Zero);
}
