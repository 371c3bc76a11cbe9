using XaiFunctions.App.Storage;
using XaiFunctions.Documents.Audits;
using XaiFunctions.Documents.Audits.Probes;

namespace XaiFunctions.App.Audits;

/// <summary>The claim checks of sweeps; they lie beside those of jobs.</summary>
public sealed class SweepWork(WorkStore work)
{
    private const string ProbesFile = "probes.json";
    private const string SampleFile = "sample";

    /// <summary>The plan, or null if it is not made yet or the sweep has ended.</summary>
    public Task<SweepPlan?> FindPlanAsync(string sweep, CancellationToken cancellation) => work.TryReadRecordAsync<SweepPlan>(sweep, WorkStore.Plan, cancellation);

    /// <summary>Stores the plan unless there is one: the first decides.</summary>
    public Task<SweepPlan> KeepPlanAsync(string sweep, SweepPlan plan, CancellationToken cancellation) => work.KeepFirstAsync(sweep, WorkStore.Plan, plan, cancellation);

    /// <summary>Stores the labels of a job.</summary>
    public async Task WriteLabelsAsync(string sweep, string job, IReadOnlyDictionary<long, double> labels, CancellationToken cancellation)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        foreach ((long row, double label) in labels)
        {
            writer.Write(row);
            writer.Write(label);
        }

        writer.Flush();
        await work.WriteAsync(sweep, $"labels/{job}", BinaryData.FromBytes(stream.ToArray()), cancellation);
    }

    /// <summary>The labels of a job by row.</summary>
    public async Task<IReadOnlyDictionary<long, double>> ReadLabelsAsync(string sweep, SweptJob job, CancellationToken cancellation)
    {
        var labels = new Dictionary<long, double>();
        if (job.Labels == 0)
            return labels;
        using var reader = new BinaryReader((await work.ReadAsync(sweep, $"labels/{job.Job}", cancellation)).ToStream());
        for (int label = 0; label < job.Labels; label++)
            labels.Add(reader.ReadInt64(), reader.ReadDouble());
        return labels;
    }

    /// <summary>Whether a piece of work is done.</summary>
    public Task<bool> HasPartAsync(string sweep, int part, CancellationToken cancellation) => work.ExistsAsync(sweep, $"record/{part}", cancellation);

    /// <summary>Stores what a piece of work came to; the record comes last.</summary>
    public async Task WritePartAsync(string sweep, int part, AuditSums sums, SweepPartRecord record, CancellationToken cancellation)
    {
        await using BlobUpload upload = await work.BeginAsync(sweep, WorkStore.Part(part));
        sums.Write(upload);
        await upload.CommitAsync(cancellation);
        await work.KeepFirstAsync(sweep, $"record/{part}", record, cancellation);
    }

    /// <summary>Reads what a piece of work came to.</summary>
    public async Task<(AuditSums Sums, SweepPartRecord Record)> ReadPartAsync(string sweep, int part, AuditShape shape, CancellationToken cancellation)
    {
        SweepPartRecord record = (await work.TryReadRecordAsync<SweepPartRecord>(sweep, $"record/{part}", cancellation))
            ?? throw new InvalidOperationException($"Part {part} of audit {sweep} is missing.");
        using Stream stream = (await work.ReadAsync(sweep, WorkStore.Part(part), cancellation)).ToStream();
        return (AuditSums.Read(stream, shape), record);
    }

    /// <summary>How the model is tried out, or null if that is not planned.</summary>
    public Task<ProbePlan?> FindProbePlanAsync(string sweep, CancellationToken cancellation) => work.TryReadRecordAsync<ProbePlan>(sweep, ProbesFile, cancellation);

    /// <summary>Stores how the model is tried out unless that is known: the first decides.</summary>
    public Task<ProbePlan> KeepProbePlanAsync(string sweep, ProbePlan plan, CancellationToken cancellation) => work.KeepFirstAsync(sweep, ProbesFile, plan, cancellation);

    /// <summary>Stores the sample of rows on which the model is tried out.</summary>
    public async Task WriteSampleAsync(string sweep, AuditSample sample, CancellationToken cancellation)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        sample.Write(writer);
        writer.Flush();
        await work.WriteAsync(sweep, SampleFile, BinaryData.FromBytes(stream.ToArray()), cancellation);
    }

    /// <summary>Reads that sample.</summary>
    public async Task<AuditSample> ReadSampleAsync(string sweep, AuditShape shape, CancellationToken cancellation)
    {
        using var reader = new BinaryReader((await work.ReadAsync(sweep, SampleFile, cancellation)).ToStream());
        return AuditSample.Read(reader, shape.Frame);
    }

    /// <summary>Whether a piece of the trials is done.</summary>
    public Task<bool> HasProbeAsync(string sweep, int piece, CancellationToken cancellation) => work.ExistsAsync(sweep, $"probe/{piece}", cancellation);

    /// <summary>Stores what a piece of the trials came to.</summary>
    public Task KeepProbeAsync(string sweep, int piece, ProbePart part, CancellationToken cancellation) => work.KeepFirstAsync(sweep, $"probe/{piece}", part, cancellation);

    /// <summary>Reads what a piece of the trials came to.</summary>
    public async Task<ProbePart> ReadProbeAsync(string sweep, int piece, CancellationToken cancellation) =>
        await work.TryReadRecordAsync<ProbePart>(sweep, $"probe/{piece}", cancellation) ?? throw new InvalidOperationException($"Piece {piece} of the trials of audit {sweep} is missing.");

    /// <summary>Removes all claim checks of a sweep.</summary>
    public Task RemoveAsync(string sweep, CancellationToken cancellation) => work.RemoveAsync(sweep, cancellation);
}
