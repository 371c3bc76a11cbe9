using XaiFunctions.Core.Games;
using XaiFunctions.Core.Tables;
using XaiFunctions.Documents.Backgrounds;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Summaries;

namespace XaiFunctions.Documents.Tests;

public sealed class BackgroundTests
{
    [Fact]
    public void Of_ColumnsThatGoTogether_NamesThemAndNoOthers()
    {
        // x2 rises with x1, though not in a straight line; x3 is on its own.
        BackgroundProfile profile = Profile(3, 100, (random, row) => [row, Math.Exp(row / 10.0), random.NextDouble()]);
        string message = Message("correlated-players", profile, Rows(3, 40));
        Assert.StartsWith("These go together in the background: x1 with x2 (correlation 1.000).", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ColumnsThatGoTogetherButMoveNothing_AreNotNamed()
    {
        BackgroundProfile profile = Profile(2, 100, (_, row) => [row, row]);
        GlobalSummary still = Samples.Summarize(profile.Frame, Enumerable.Range(1, 40).Select(row => Samples.Row(row, [CellValue.Of(1.0), CellValue.Of(1.0)], 0, [0, 0])));
        Assert.DoesNotContain(Warnings(profile, still), warning => warning.Code == "correlated-players");
    }

    [Fact]
    public void Of_FewRowsAlikeByChance_AreNotNamed()
    {
        // Ten rows: correlations up to 4 / sqrt(10) > 1 are not told from chance.
        BackgroundProfile profile = Profile(2, 10, (_, row) => [row, row]);
        Assert.Equal(["small-background"], Warnings(profile, Rows(2, 40)).Select(warning => warning.Code));
    }

    [Fact]
    public void Between_CategoryAndNumber_FollowsTheTexts()
    {
        var frame = new ExplanationFrame(
            [new Feature("kind", FeatureType.Category), new Feature("size", FeatureType.Number), new Feature("other", FeatureType.Category)],
            Players.OnePerColumn(["kind", "size", "other"]), ["y"], OutputSpaces.Raw);
        var codes = new CategoryCodes();
        double[] cells = [.. Enumerable.Range(0, 60).SelectMany(row => new double[] { codes.Add(row % 2 == 0 ? "small" : "large"), row % 2 == 0 ? 1 : 9, codes.Add(row < 30 ? "a" : "b") })];
        var profile = new BackgroundProfile(frame, new Background(cells, 3), codes);
        Assert.Equal(1, profile.Associations.Between(0, 1), 1e-12);
        Assert.Equal(0, profile.Associations.Between(0, 2), 1e-12);
    }

    [Fact]
    public void Of_ValuesOutsideTheBackground_AreCountedByColumnAndSide()
    {
        ExplanationFrame frame = Samples.LoanFrame;
        var codes = new CategoryCodes();
        double[] row = [24, 5000, codes.Add("car"), 0, 1, 0];
        double[] other = [48, 9000, codes.Add("car"), 1, 0, 1];
        var profile = new BackgroundProfile(frame, new Background([.. Enumerable.Repeat(row.Concat(other), 20).SelectMany(cells => cells)], 6), codes);
        RowExplanation[] rows =
        [
            Loan(1, 24, CellValue.Of(5000.0), "car"), Loan(2, 12, CellValue.Of(20000.0), "car"), Loan(3, 60, CellValue.Missing, "car"), Loan(4, 6, CellValue.Of(9000.0), "education"),
        ];
        Assert.Equal(
            "3 rows have values that the background does not cover: duration below 24 months (2 rows) or above 48 months (1 row), amount above 9,000 EUR (1 row) and purpose with another value (1 row). There the model is compared with nothing of the kind.",
            Message("out-of-range", profile, Samples.Summarize(frame, rows)));
    }

    [Fact]
    public void Of_ColumnThatNeverVariesOrHasNoValue_IsNamedSo()
    {
        BackgroundProfile profile = Profile(2, 40, (_, _) => [3, double.NaN]);
        RowExplanation row = Samples.Row(1, [CellValue.Of(2.0), CellValue.Of(1.0)], 0, [1, 1]);
        Assert.Contains("x1 other than 3 (1 row) and x2, which has no value there (1 row)", Message("out-of-range", profile, Samples.Summarize(profile.Frame, [row])), StringComparison.Ordinal);
    }

    [Fact]
    public void OffManifoldShare_IndependentColumns_IsAboutOneInTwenty()
    {
        BackgroundProfile profile = Profile(4, 200, (random, _) => [random.NextDouble(), random.NextDouble(), random.NextDouble(), random.NextDouble()]);
        double share = Quality(profile, Rows(4, 64, random => [random.NextDouble(), random.NextDouble(), random.NextDouble(), random.NextDouble()])).OffManifoldShare!.Value;
        // 256 mixtures: the binomial standard error is 0.014; 0.05 + 5 of them.
        Assert.InRange(share, 0.0, 0.12);
    }

    [Fact]
    public void OffManifoldShare_ColumnsThatAreCopies_IsLargeAndWarnedOf()
    {
        BackgroundProfile profile = Profile(4, 200, (random, _) => [.. Enumerable.Repeat(random.NextDouble(), 4)]);
        GlobalSummary rows = Rows(4, 64, random => [.. Enumerable.Repeat(random.NextDouble(), 4)]);
        double share = Quality(profile, rows).OffManifoldShare!.Value;
        // A mixture of two values is near the diagonal only if they are nearly the same.
        Assert.True(share > 0.8, $"The share is {share}.");
        Assert.Contains("unlike any background row", Message("off-manifold", profile, rows), StringComparison.Ordinal);
        Assert.Equal(share, Quality(profile, rows).OffManifoldShare);
    }

    [Theory]
    [InlineData(1, 200)]
    [InlineData(3, 19)]
    public void OffManifoldShare_OnePlayerOrFewRows_CannotBeTold(int columns, int rows) =>
        Assert.Null(Quality(Profile(columns, rows, (random, _) => [.. Enumerable.Range(0, columns).Select(_ => random.NextDouble())]), Rows(columns, 5)).OffManifoldShare);

    private static RowExplanation Loan(long row, double duration, CellValue amount, string purpose) => Samples.LoanRow(row) with
    {
        Cells = [CellValue.Of(duration), amount, CellValue.Of(purpose), CellValue.Of(true), CellValue.Of(1.0), CellValue.Of(0.0)],
    };

    private static BackgroundProfile Profile(int columns, int rows, Func<Random, int, double[]> row)
    {
        var random = new Random(11);
        return new(Samples.NumericFrame(columns), new Background([.. Enumerable.Range(0, rows).SelectMany(index => row(random, index))], columns), new CategoryCodes());
    }

    private static GlobalSummary Rows(int columns, int rows, Func<Random, double[]>? values = null)
    {
        var random = new Random(12);
        return Samples.Summarize(
            Samples.NumericFrame(columns),
            Enumerable.Range(1, rows).Select(row => Samples.Row(
                row,
                [.. (values?.Invoke(random) ?? [.. Enumerable.Repeat(0.5, columns)]).Select(CellValue.Of)],
                0,
                [.. Enumerable.Range(1, columns).Select(player => Math.Sin(row * player))])));
    }

    private static InputRanges Ranges(BackgroundProfile profile, GlobalSummary summary)
    {
        var ranges = new InputRanges(profile);
        foreach (RowExplanation row in summary.SampledRows)
            ranges.Add(row);
        return ranges;
    }

    private static QualitySection Quality(BackgroundProfile profile, GlobalSummary summary) =>
        BackgroundWarnings.Complete(summary.ToQuality(0)!, profile, Ranges(profile, summary), summary);

    private static IEnumerable<DocumentWarning> Warnings(BackgroundProfile profile, GlobalSummary summary) =>
        BackgroundWarnings.Of(profile, Ranges(profile, summary), summary, Quality(profile, summary));

    private static string Message(string code, BackgroundProfile profile, GlobalSummary summary) =>
        Assert.Single(Warnings(profile, summary), warning => warning.Code == code).Message;
}
