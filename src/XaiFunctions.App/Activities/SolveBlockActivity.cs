using System.Text;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Models;
using XaiFunctions.App.Options;
using XaiFunctions.App.Storage;
using XaiFunctions.App.Telemetry;
using XaiFunctions.Core.Planning;
using XaiFunctions.Core.Shapley;

namespace XaiFunctions.App.Activities;

/// <summary>
/// The fan-in: solves the blocks whose coalitions are all valued, puts their rows into the table and stores the attributions. A part that is
/// stored already is done. Tells the coalitions that were valued for its rows, of which there are fewer than the most allowed if a row reached the error asked for before.
/// </summary>
public sealed class SolveBlockActivity(ModelCache models, WorkStore work, ExplanationTable table, IOptions<ExplainOptions> options, JobTelemetry telemetry)
{
    /// <summary>Solves the rows of one solve.</summary>
    /// <returns>The coalitions valued for these rows together.</returns>
    [Function(nameof(SolveBlockActivity))]
    public Task<long> RunAsync([ActivityTrigger] SolveInput input, CancellationToken cancellation) =>
        CancelWatch.RunAsync(work, input.Job.Id, async token =>
        {
            using WorkSpan span = telemetry.Begin("solve", input.Job, input.Solve);
            int[] items = [.. Enumerable.Range(input.Solve * input.Plan.ItemsPerSolve, input.Plan.ItemsPerSolve)];
            long evaluations = await work.ExistsAsync(input.Job.Id, WorkStore.Part(input.Solve), token)
                ? await StoredEvaluationsAsync(input, token)
                : await SolveAsync(input, items, token);
            foreach (int item in items)
                await work.DeleteAsync(input.Job.Id, WorkStore.Statistics(item), token);
            span.Done(evaluations);
            return evaluations;
        }, cancellation);

    /// <summary>What an earlier attempt spent, which stored the part and was then lost.</summary>
    private async Task<long> StoredEvaluationsAsync(SolveInput input, CancellationToken cancellation)
    {
        long evaluations = 0;
        await using Stream part = await work.OpenReadAsync(input.Job.Id, WorkStore.Part(input.Solve), cancellation);
        for (int left = input.Plan.RowsOf(input.Solve); left > 0; left -= CoalitionPlan.RowsPerBlock)
            evaluations += Spent(PartBlock.Read(part).Attributions);
        return evaluations;
    }

    private static long Spent(Attributions block) => block.Evaluations.Sum(row => (long)row);

    private async Task<long> SolveAsync(SolveInput input, int[] items, CancellationToken cancellation)
    {
        ExplainJob job = input.Job;
        WorkItem item = input.Plan.Work.Item(items[0]);
        using ModelLease lease = await models.AcquireAsync(job.Model, input.Plan.Version, cancellation);
        var chunks = new RowChunks(work, job.Id, lease.Model.For(job.Request), input.Plan.RowsPerChunk);
        var streams = new List<Stream>();
        try
        {
            foreach (int index in items)
                streams.Add(await work.OpenReadAsync(job.Id, WorkStore.Statistics(index), cancellation));

            bool keepsRows = input.Plan.Rows <= options.Value.TableRows;
            var entries = new List<ExplanationEntry>();
            long evaluations = 0;
            await using BlobUpload upload = await work.BeginAsync(job.Id, WorkStore.Part(input.Solve));
            for (int done = 0; done < item.RowCount; done += CoalitionPlan.RowsPerBlock)
            {
                cancellation.ThrowIfCancellationRequested();
                BlockStatistics statistics = BlockStatistics.Merge([.. streams.Select(BlockStatistics.Read)]);
                var part = new PartBlock(statistics.PlanDigest, KernelShap.Solve(statistics));
                part.Write(upload);
                evaluations += Spent(part.Attributions);
                if (!keepsRows)
                    continue;
                (RowChunk chunk, int offset) = await chunks.FindAsync(item.FirstRow + done, cancellation);
                entries.AddRange(Entries(part.Attributions, chunk, offset));
            }

            // At most as many as a table-kept job has; rows of several blocks fill the batches better.
            await table.WriteAsync(job.Id, entries, cancellation);
            await upload.CommitAsync(cancellation);
            telemetry.Solved(job, items.Length, input.Plan.RowsOf(input.Solve), evaluations);
            return evaluations;
        }
        finally
        {
            foreach (Stream stream in streams)
                await stream.DisposeAsync();
        }
    }

    private static IEnumerable<ExplanationEntry> Entries(Attributions block, RowChunk chunk, int offset)
    {
        for (int row = 0; row < block.RowCount; row++)
        {
            string predictions = JsonSerializer.Serialize(block.Predictions.AsSpan(row * block.OutputCount, block.OutputCount).ToArray());
            yield return new(chunk.RowNumbers[offset + row], predictions, AttributionsJson(block, row), block.Evaluations[row]);
        }
    }

    private static string AttributionsJson(Attributions block, int row)
    {
        var json = new StringBuilder("[");
        for (int output = 0; output < block.OutputCount; output++)
            json.Append(output == 0 ? "" : ",").Append(JsonSerializer.Serialize(block.ValuesOf(row, output).ToArray()));
        return json.Append(']').ToString();
    }
}
