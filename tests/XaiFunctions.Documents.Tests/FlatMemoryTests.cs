using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Summaries;
using XaiFunctions.Documents.Writers;

namespace XaiFunctions.Documents.Tests;

[CollectionDefinition(nameof(FlatMemoryTests), DisableParallelization = true)]
[Collection(nameof(FlatMemoryTests))]
public sealed class FlatMemoryTests
{
    private const int Block = 64;

    // The JSON of a row costs most of the time of all writers; its buffer is emptied every few rows, so a part of them shows as much.
    private const int JsonEvery = 8;

    // What a block's arrays would hold for a wider model, without the time that its rows would take.
    private const int Wider = 2000;

    [Fact]
    public void Writers_OneMillionRows_HoldLessThanThreeMegabytes()
    {
        ExplanationFrame frame = Samples.NumericFrame(2);
        var summary = new GlobalSummary(frame);
        using var rows = new RowsJsonLines(Stream.Null, frame);
        using var attributions = new AttributionsCsv(Stream.Null, frame);

        long before = GC.GetTotalMemory(forceFullCollection: true);
        Write(0, 1_000_000 / Block, frame, summary, rows, attributions);
        long after = GC.GetTotalMemory(forceFullCollection: true);

        Assert.Equal(1_000_000, summary.RowCount);
        Assert.InRange(after - before, long.MinValue, 3 << 20);
        GC.KeepAlive(summary);
    }

    // Every block has arrays of its own, as activities hand them over: keeping a view of a row would keep its block.
    private static void Write(
        int firstBlock, int endBlock, ExplanationFrame frame, GlobalSummary summary, RowsJsonLines rows, AttributionsCsv attributions)
    {
        int players = frame.Players.Count;
        var block = new RowExplanation[Block];
        for (int index = firstBlock; index < endBlock; index++)
        {
            var values = new double[(Block * players) + Wider];
            var errors = new double[(Block * players) + Wider];
            for (int row = 0; row < Block; row++)
            {
                long number = ((long)index * Block) + row + 1;
                double sum = 0;
                for (int player = 0; player < players; player++)
                {
                    values[(row * players) + player] = Math.Sin(number * (player + 1));
                    errors[(row * players) + player] = 0.01;
                    sum += values[(row * players) + player];
                }

                var cells = new CellValue[players];
                Array.Fill(cells, CellValue.Of(number));
                var output = new OutputExplanation(
                    sum, 0, values.AsMemory(row * players, players), errors.AsMemory(row * players, players), errors.AsMemory(row * players, players));
                block[row] = new RowExplanation(number, cells, [output], 30) { StopReason = StopReasons.Budget };
                attributions.Write(block[row]);
                if (index % JsonEvery == 0)
                    rows.Write(block[row]);
            }

            summary.AddBlock(block);
        }
    }
}
