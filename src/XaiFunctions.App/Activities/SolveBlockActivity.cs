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
/// stored already is done. After a round of a split block whose rows have not all got what was asked for, it says which coalitions to value next.
/// </summary>
public sealed class SolveBlockActivity(
    ModelCache models, WorkStore work, ExplanationTable table, IOptions<ExplainOptions> options, JobTelemetry telemetry, TimeProvider time)
{
    /// <summary>Solves the rows of one solve.</summary>
    /// <returns>
    /// The coalitions valued for these rows together, of which there are fewer than the most allowed if a row reached the error asked for before; or the next round.
    /// </returns>
    [Function(nameof(SolveBlockActivity))]
    public Task<SolveResult> RunAsync([ActivityTrigger] SolveInput input, CancellationToken cancellation) =>
        CancelWatch.RunAsync(work, input.Job.Id, async token =>
        {
            using WorkSpan span = telemetry.Begin("solve", input.Job, input.Solve);
            SolveResult result = await work.ExistsAsync(input.Job.Id, WorkStore.Part(input.Solve), token)
                ? await StoredAsync(input, token)
                : input.Round is { } round ? await ConcludeAsync(input, round, token) : await SolveAsync(input, token);
            await CleanAsync(input, result.Next is null, token);
            span.Done(result.Evaluations);
            return result;
        }, cancellation);

    /// <summary>Removes what is not needed any more: of a round that is concluded its pieces, and what was known before it.</summary>
    private async Task CleanAsync(SolveInput input, bool isLast, CancellationToken cancellation)
    {
        string job = input.Job.Id;
        if (input.Round is not { } round)
        {
            await work.DeleteAsync(job, WorkStore.Statistics(input.Solve, null), cancellation);
            return;
        }

        foreach (Round share in input.Plan.Shares(round))
            await work.DeleteAsync(job, WorkStore.Statistics(input.Solve, share), cancellation);
        await work.DeleteAsync(job, WorkStore.Known(input.Solve, round.Number - 1), cancellation);
        if (isLast)
            await work.DeleteAsync(job, WorkStore.Known(input.Solve, round.Number), cancellation);
    }

    /// <summary>What an earlier attempt came to, which stored the part and was then lost.</summary>
    private async Task<SolveResult> StoredAsync(SolveInput input, CancellationToken cancellation)
    {
        using ModelLease lease = await models.AcquireAsync(input.Job.Model, input.Plan.Version, cancellation);
        IReadOnlyList<string> players = lease.Model.For(input.Job.Request).Model.Players.Names;
        var all = new List<Attributions>();
        await using Stream part = await work.OpenReadAsync(input.Job.Id, WorkStore.Part(input.Solve), cancellation);
        for (int left = input.Plan.RowsOf(input.Solve); left > 0; left -= CoalitionPlan.RowsPerBlock)
            all.Add(PartBlock.Read(part).Attributions);
        return Result(all, players);
    }

    private static SolveResult Result(List<Attributions> blocks, IReadOnlyList<string> players) => new(
        blocks.Sum(block => block.Evaluations.Sum(row => (long)row)),
        null,
        blocks.Aggregate(RunningSums.None, (sums, block) => sums.With(RunningSums.Of(block, players))).ForMessage());

    /// <summary>Solves whole blocks, each from the statistics of one piece.</summary>
    private async Task<SolveResult> SolveAsync(SolveInput input, CancellationToken cancellation)
    {
        await using Stream statistics = await work.OpenReadAsync(input.Job.Id, WorkStore.Statistics(input.Solve, null), cancellation);
        return await StoreAsync(input, () => BlockStatistics.Read(statistics), cancellation);
    }

    /// <summary>Ends a round of a split block.</summary>
    private async Task<SolveResult> ConcludeAsync(SolveInput input, Round round, CancellationToken cancellation)
    {
        string job = input.Job.Id, known = WorkStore.Known(input.Solve, round.Number);
        BlockStatistics? block = await TryReadAsync(job, known, cancellation);
        if (block is null)
        {
            long index = input.Plan.ItemOf(input.Solve).FirstRow / CoalitionPlan.RowsPerBlock;
            BlockStatistics? before = round.Number > 0
                ? await TryReadAsync(job, WorkStore.Known(input.Solve, round.Number - 1), cancellation)
                : await KnownValues.ReadAsync(work, input.Job, index, input.Plan.Sampling, cancellation);
            BlockStatistics?[] parts = await Task.WhenAll(input.Plan.Shares(round).Select(share => TryReadAsync(job, WorkStore.Statistics(input.Solve, share), cancellation)));
            if (parts.Contains(null) && round.Number > 0 && before is not null)
                return await StoreAsync(input, () => before, cancellation); // The time was over before all shares were valued.
            if (round.Number == 0 && parts.Any(part => before?.SharesRows(part!) == false))
                before = null; // Another kind of processor valued it; the parts have all that is needed.
            block = BlockStatistics.Merge([.. parts.Append(before).OfType<BlockStatistics>()]);
        }

        (block, BlockRound? next) = KernelShap.Conclude(block, round.Coalitions, isTimeOver: time.GetUtcNow() >= input.Plan.DeadlineAt);
        if (next is null)
            return await StoreAsync(input, () => block, cancellation);

        await using BlobUpload upload = await work.BeginAsync(job, known);
        block.Write(upload);
        await upload.CommitAsync(cancellation);
        return new(0, next);
    }

    private async Task<BlockStatistics?> TryReadAsync(string job, string name, CancellationToken cancellation) =>
        await work.TryReadAsync(job, name, cancellation) is { } content ? BlockStatistics.Read(content.ToStream()) : null;

    /// <summary>Stores the attributions of a solve's blocks.</summary>
    private async Task<SolveResult> StoreAsync(SolveInput input, Func<BlockStatistics> read, CancellationToken cancellation)
    {
        ExplainJob job = input.Job;
        WorkItem item = input.Plan.ItemOf(input.Solve);
        using ModelLease lease = await models.AcquireAsync(job.Model, input.Plan.Version, cancellation);
        ModelVariant model = lease.Model.For(job.Request);
        var chunks = new RowChunks(work, job.Id, model, input.Plan.RowsPerChunk);
        bool keepsRows = input.Plan.Rows <= options.Value.TableRows;
        var entries = new List<ExplanationEntry>();
        var solved = new List<Attributions>();
        await using BlobUpload upload = await work.BeginAsync(job.Id, WorkStore.Part(input.Solve));
        for (int done = 0; done < item.RowCount; done += CoalitionPlan.RowsPerBlock)
        {
            cancellation.ThrowIfCancellationRequested();
            BlockStatistics block = read();
            if (input.Plan.KeepsValues && input.Round is not null)
                await KnownValues.WriteAsync(work, job, block, cancellation);
            PartBlock part = PartBlock.Of(block);
            solved.Add(part.Attributions);
            if (keepsRows || job.Request.Interactions)
            {
                (RowChunk chunk, int offset) = await chunks.FindAsync(item.FirstRow + done, cancellation);
                part = SafeSampler.WithInteractions(part, job.Request.Interactions, model.Game(chunk.Codes), chunk, offset, input.Plan.Sampling, cancellation);
                entries.AddRange(keepsRows ? Entries(part.Attributions, chunk, offset) : []);
            }

            part.Write(upload);
        }

        // At most as many as a table-kept job has; rows of several blocks fill the batches better.
        await table.WriteAsync(job.Id, entries, cancellation);
        await upload.CommitAsync(cancellation);
        SolveResult result = Result(solved, model.Model.Players.Names);
        telemetry.Solved(job, input.Plan.ItemsPerSolve, item.RowCount, result.Evaluations);
        return result;
    }

    private static IEnumerable<ExplanationEntry> Entries(Attributions block, RowChunk chunk, int offset)
    {
        foreach (int row in Enumerable.Range(0, block.RowCount).Except(block.Failures.Select(failure => failure.Row)))
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
