using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Summaries;

namespace XaiFunctions.Documents.Tests;

public sealed class GlobalSummaryTests
{
    private const int Block = 64;

    [Fact]
    public void Merge_AnyGroupingAndOrder_GivesTheSameBytes()
    {
        ExplanationFrame frame = Samples.NumericFrame(6, outputs: 2);
        RowExplanation[] rows = [.. Enumerable.Range(1, 40 * Block).Select(row => Samples.NumericRow(frame, row))];
        byte[] whole = Bytes(Samples.Summarize(frame, rows));

        foreach (int[] cuts in new[] { new[] { 1 }, [3, 9, 20], [5, 6, 7, 8, 39], [.. Enumerable.Range(1, 39)] })
        {
            int[] edges = [0, .. cuts.Select(cut => cut * Block), rows.Length];
            GlobalSummary[] parts = [.. edges.Zip(edges.Skip(1), (first, end) => Samples.Summarize(frame, rows[first..end]))];
            Assert.Equal(whole, Bytes(Merged(frame, parts)));
            Assert.Equal(whole, Bytes(Merged(frame, parts.Reverse())));
            Assert.Equal(whole, Bytes(Merged(frame, parts.Chunk(3).Select(chunk => Merged(frame, chunk)))));
        }
    }

    [Fact]
    public void Read_WrittenPart_MergesLikeTheOriginal()
    {
        RowExplanation[] rows = [.. Enumerable.Range(1, 300).Select(row => Samples.LoanRow(row))];
        GlobalSummary first = Samples.Summarize(Samples.LoanFrame, rows[..128]);
        GlobalSummary second = Samples.Summarize(Samples.LoanFrame, rows[128..]);
        using var stream = new MemoryStream(Bytes(second));
        first.Merge(GlobalSummary.Read(stream, Samples.LoanFrame));
        Assert.Equal(stream.Length, stream.Position);
        Assert.Equal(Bytes(Samples.Summarize(Samples.LoanFrame, rows)), Bytes(first));
    }

    [Fact]
    public void Merge_PartOfAnotherModel_IsRefused() => Assert.Throws<ArgumentException>(
        () => new GlobalSummary(Samples.NumericFrame(2)).Merge(new GlobalSummary(Samples.NumericFrame(3))));

    [Fact]
    public void ToSection_KnownRows_HasTheirStatistics()
    {
        ExplanationFrame frame = Samples.NumericFrame(2);
        RowExplanation[] rows =
        [
            Samples.Row(1, [CellValue.Of(1.0), CellValue.Of(5.0)], 10, [1, -2]),
            Samples.Row(2, [CellValue.Of(2.0), CellValue.Of(5.0)], 10, [2, -4]),
            Samples.Row(4, [CellValue.Of(3.0), CellValue.Of(5.0)], 10, [3, 6]),
        ];
        OutputSummary output = Assert.Single(Samples.Summarize(frame, rows).ToSection()!.Outputs);

        Assert.Equal(10, output.BaseValue);
        Assert.Equal(["x2", "x1"], output.Importance.Select(player => player.Player));
        PlayerImportance second = output.Importance[1];
        Assert.Equal((2, 2.0, 2.0, 1.0, 3.0), (second.Rank, second.MeanAbsolute!.Value, second.Mean!.Value, second.Minimum!.Value, second.Maximum!.Value));
        Assert.Equal(1, second.Direction!.Value, 1e-12);
        // Mean 2, standard deviation 1, three rows: 2 +- t / sqrt(3), cut at 0; for two degrees of freedom t = sqrt(2 / (p (2 - p)) - 2), p = 0.05.
        Assert.Equal(0, second.Low);
        Assert.Equal(2 + (Math.Sqrt((2 / (0.05 * 1.95)) - 2) / Math.Sqrt(3)), second.High!.Value, 1e-12);
        Assert.Null(output.Importance[0].Direction);
        Assert.True(output.Importance[0].TiedWithNext);
        Assert.False(second.TiedWithNext);
        Assert.Equal((3, 8.0, 19.0, 12.0), (output.Predictions.Count, output.Predictions.Minimum, output.Predictions.Maximum, output.Predictions.Mean));
        Assert.Equal(3, output.Predictions.Histogram.Counts.Sum());
        Assert.Equal(
            [(TellingKinds.Typical, 1L), (TellingKinds.Highest, 4), (TellingKinds.Lowest, 2)],
            output.TellingRows.Select(row => (row.Kind, row.Row)));
    }

    [Fact]
    public void ToQuality_ErrorsOfRows_TellHowSureTheTopPlayersAre()
    {
        ExplanationFrame frame = Samples.NumericFrame(6);
        CellValue[] cells = [.. Enumerable.Repeat(CellValue.Of(1.0), 6)];
        RowExplanation exact = Samples.Row(1, cells, 0, [6, 5, 4, 3, 2, 1]);
        // The fourth and fifth are alike: either is among the top four with a probability of one half, and all else is sure.
        RowExplanation open = Samples.Row(2, cells, 0, [60, 50, 40, 2, 2, 0.001], [0.1, 0.1, 0.1, 0.1, 0.1, 0.0001]);
        Assert.Equal(new RankStabilityEntry(4, 1, 1, 0), Samples.Summarize(frame, [exact]).ToQuality(0)!.RankStability);
        RankStabilityEntry both = Samples.Summarize(frame, [exact, open]).ToQuality(0)!.RankStability!;
        Assert.Equal(0.5, both.LowestProbability, 1e-3);
        Assert.Equal(0.75, both.MeanProbability, 1e-3);
        Assert.Equal(0.5, both.UnsureShare);
        // Three players that certainly do nothing do not compete for the last of the four places.
        Assert.Equal(1, Samples.Summarize(frame, [Samples.Row(1, cells, 0, [6, 5, 4, 0, 0, 0], [0.1, 0.1, 0.1, 0, 0, 0])]).ToQuality(0)!.RankStability!.MeanProbability, 1e-6);
        Assert.Equal(1, Samples.Summarize(frame, [Samples.Row(1, cells, 0, new double[6])]).ToQuality(0)!.RankStability!.MeanProbability);
        Assert.Null(Samples.Summarize(frame, [exact, Samples.Row(3, cells, 0, [6, 5, 4, 3, 2, 1], [.. Enumerable.Repeat(double.NaN, 6)])]).ToQuality(0)!.RankStability);
    }

    [Fact]
    public void ToQuality_Fidelities_AreAveragedOverTheRowsThatHaveOne()
    {
        ExplanationFrame frame = Samples.NumericFrame(1);
        RowExplanation[] rows = [.. new[] { 1, 0.25, double.NaN }.Select((fidelity, index) => WithFidelity(Samples.Row(index + 1, [CellValue.Of(1.0)], 0, [1]), fidelity))];
        QualitySection quality = Samples.Summarize(frame, rows).ToQuality(0)!;
        Assert.Equal((0.625, 0.25), (quality.Fidelity, quality.LowestFidelity));
        QualitySection none = Samples.Summarize(frame, rows[2..]).ToQuality(0)!;
        Assert.Equal((null, null), (none.Fidelity, none.LowestFidelity));
    }

    [Fact]
    public void ToQuality_BrokenRow_ShowsItsResidual()
    {
        ExplanationFrame frame = Samples.NumericFrame(1);
        RowExplanation row = Samples.Row(1, [CellValue.Of(1.0)], 0, [1]);
        RowExplanation broken = row with { Outputs = [row.Outputs[0] with { Prediction = 1.5 }] };
        Assert.Equal(0.5, Samples.Summarize(frame, [row, broken]).ToQuality(0)!.MaxAdditivityResidual);
        Assert.Null(new GlobalSummary(frame).ToQuality(0));
    }

    [Fact]
    public void ToReached_MixedReasons_CountsThem()
    {
        ExplanationFrame frame = Samples.NumericFrame(2);
        ReachedEntry reached = Samples.Summarize(frame, [Samples.NumericRow(frame, 1), Samples.NumericRow(frame, 2, errors: 0)])
            .ToReached(new ContractEntry(null, 1e-9, null));
        Assert.Equal("mixed", reached.StopReason);
        Assert.Equal(1, reached.RowsByStopReason[StopReasons.Exact]);
        Assert.Equal(1, reached.RowsByStopReason[StopReasons.Budget]);
        Assert.Equal((200, 100), (reached.Evaluations, reached.MostEvaluations));
        Assert.False(reached.Met);
    }

    [Fact]
    public void ToReached_RelativeErrorAskedFor_ComparesWithTheRangeOfEachRow()
    {
        ExplanationFrame frame = Samples.NumericFrame(2);
        CellValue[] cells = [CellValue.Of(1.0), CellValue.Of(2.0)];
        RowExplanation[] rows =
        [
            Samples.Row(1, cells, 0, [-10, 30], [2, 1]) with { Rounds = 3 },
            Samples.Row(2, cells, 0, [0.5, 1.5], [0.0625, 0.03125]) with { Rounds = 1 },
        ];
        GlobalSummary first = Samples.Summarize(frame, rows[..1]);
        var stream = new MemoryStream();
        first.Write(stream);
        stream.Position = 0;
        GlobalSummary all = Samples.Summarize(frame, rows[1..]);
        all.Merge(GlobalSummary.Read(stream, frame));

        ReachedEntry reached = all.ToReached(new ContractEntry(null, 0.0625, null) { MaxErrorIsRelative = true });

        Assert.Equal((0.0625, 2.0, 3L), (reached.LargestRelativeHalfWidth, reached.LargestHalfWidth, reached.Rounds));
        Assert.True(reached.Met);
        Assert.False(all.ToReached(new ContractEntry(null, 0.06, null) { MaxErrorIsRelative = true }).Met);
        Assert.False(all.ToReached(new ContractEntry(null, 0.0625, null)).Met);
    }

    /// <summary>
    /// Many files are drawn whose true mean |attribution| is known, with estimates whose errors are as one within a block. At least 93 % of
    /// the intervals must hold the truth; most of all for a player that does nothing, whose estimates are all noise.
    /// </summary>
    [Theory]
    [InlineData(0.0, 0.2)]
    [InlineData(0.1, 0.2)]
    [InlineData(1.0, 0.2)]
    [InlineData(1.0, 0.0)]
    public void Importance_ManyFiles_IntervalsHoldTheTruth(double spread, double error)
    {
        const int files = 250;
        ExplanationFrame frame = Samples.NumericFrame(1);
        var random = new Random(20260102);
        double truth = spread * Math.Sqrt(2 / Math.PI);
        int held = 0;
        for (int file = 0; file < files; file++)
        {
            var summary = new GlobalSummary(frame);
            for (int block = 0; block < 8; block++)
            {
                double common = Normal(random) * error;
                summary.AddBlock(Enumerable.Range(0, Block).Select(index => Samples.Row(
                    (block * Block) + index + 1, [CellValue.Of(0.0)], 0, [(Normal(random) * spread) + common], [2 * error])));
            }

            PlayerImportance player = summary.ToSection()!.Outputs[0].Importance[0];
            held += player.Low <= truth && truth <= player.High ? 1 : 0;
        }

        Assert.True(held >= 0.93 * files, $"{held} of {files} intervals hold the truth.");
    }

    [Fact]
    public void SampledRows_ManyRows_AreASampleThatOnlyTheirNumbersChoose()
    {
        ExplanationFrame frame = Samples.NumericFrame(1);
        RowExplanation[] rows = [.. Enumerable.Range(1, 5000).Select(row => Samples.Row(row, [CellValue.Of(1.0)], 0, [0]))];
        GlobalSummary forward = Samples.Summarize(frame, rows);
        GlobalSummary backward = Samples.Summarize(frame, rows.Reverse());
        Assert.Equal(GlobalSummary.MostSampledRows, forward.SampledRows.Count);
        Assert.Equal(forward.SampledRows.Select(row => row.Row), backward.SampledRows.Select(row => row.Row));
        Assert.Equal(Enumerable.Range(1, 200).Select(row => (long)row), backward.FirstRows.Select(row => row.Row));
        Assert.InRange(forward.SampledRows.Average(row => row.Row), 2350, 2650);
    }

    private static GlobalSummary Merged(ExplanationFrame frame, IEnumerable<GlobalSummary> parts)
    {
        var merged = new GlobalSummary(frame);
        foreach (GlobalSummary part in parts)
            merged.Merge(part);
        return merged;
    }

    private static byte[] Bytes(GlobalSummary summary)
    {
        using var stream = new MemoryStream();
        summary.Write(stream);
        return stream.ToArray();
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static RowExplanation WithFidelity(RowExplanation row, double fidelity) => row with { Outputs = [row.Outputs[0] with { Fidelity = fidelity }] };
}
