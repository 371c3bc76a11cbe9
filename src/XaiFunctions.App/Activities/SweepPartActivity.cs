using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Audits;
using XaiFunctions.App.Models;
using XaiFunctions.App.Storage;
using XaiFunctions.Core.Shapley;
using XaiFunctions.Documents.Audits;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Writers;

namespace XaiFunctions.App.Activities;

/// <summary>Reads the rows of some jobs as a stream and stores their sums. A piece that is stored already is done.</summary>
public sealed class SweepPartActivity(ModelCache models, DocumentStore documents, SweepWork work)
{
    /// <summary>Reads one piece.</summary>
    [Function(nameof(SweepPartActivity))]
    public async Task RunAsync([ActivityTrigger] SweepPartInput input, CancellationToken cancellation)
    {
        string sweep = input.Sweep.Id;
        if (await work.HasPartAsync(sweep, input.Part, cancellation) || await work.FindPlanAsync(sweep, cancellation) is not { } plan)
            return;
        using ModelLease lease = await models.AcquireAsync(input.Sweep.Model, plan.Version, cancellation);
        AuditShape shape = SweepShape.Of(lease.Model, plan.Policy);
        var sums = new AuditSums(shape);
        var excluded = new List<ExcludedJobs>();
        long withoutRow = 0;
        foreach (SweptJob job in plan.Parts[input.Part])
        {
            if (await WhyNotAsync(input.Sweep.Model, job.Job, shape.Frame, cancellation) is { } reason)
            {
                if (job.InPeriod)
                    excluded.Add(new(reason, 1, job.Rows));
                withoutRow += job.Labels;
                continue;
            }

            long before = sums.Labelled;
            await ReadAsync(input.Sweep, job, sums, shape.Frame, cancellation);
            withoutRow += job.Labels - (sums.Labelled - before);
        }

        await work.WritePartAsync(sweep, input.Part, sums, new SweepPartRecord(excluded, withoutRow), cancellation);
    }

    private async Task ReadAsync(Sweep sweep, SweptJob job, AuditSums sums, ExplanationFrame frame, CancellationToken cancellation)
    {
        IReadOnlyDictionary<long, double> labels = await work.ReadLabelsAsync(sweep.Id, job, cancellation);
        (Stream Content, _) = await documents.TryOpenReadAsync(sweep.Model, job.Job, DocumentStore.Rows, cancellation)
            ?? throw new InvalidOperationException($"The rows of job {job.Job} are gone, and its document is not.");
        await using (Content)
        {
            await foreach (IReadOnlyList<RowExplanation> block in ScoredRowReader.ReadBlocksAsync(Content, frame, CoalitionPlan.RowsPerBlock, cancellation))
                sums.AddBlock(job.Job, block, labels, job.InPeriod);
        }
    }

    /// <summary>Why a job cannot be compared with the others, or null if it can.</summary>
    private async Task<string?> WhyNotAsync(string model, string job, ExplanationFrame frame, CancellationToken cancellation)
    {
        if (await documents.TryReadAsync(model, job, DocumentStore.Document, cancellation) is not { } content)
            return "documents-gone";
        using Stream stream = content.ToStream();
        ExplanationDocument document = DocumentJson.Read(stream);
        if (document.Method?.Space != frame.Space)
            return "other-space";
        return document.Summary is { } summary && summary.Outputs.Select(output => output.Output).SequenceEqual(frame.Outputs, StringComparer.Ordinal) ? null : "other-outputs";
    }
}
