using XaiFunctions.App.Models;
using XaiFunctions.App.Telemetry;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Tables;
using XaiFunctions.Documents.Audits;
using XaiFunctions.Documents.Audits.Probes;

namespace XaiFunctions.App.Audits;

/// <summary>Tries a model out on a sample of a sweep's rows, in pieces that many machines can share.</summary>
public sealed class SweepProber(ModelCache models, SweepWork work, JobTelemetry telemetry)
{
    // A slow model is asked for fewer rows, so that a piece stays within what a function may take.
    private const double MostSecondsPerPiece = 180;
    private const int RowsPerPiece = 8;

    /// <summary>Plans the trials, unless that is done already.</summary>
    /// <returns>The plan; null if the policy wants none, nothing was scored, or the sweep has ended.</returns>
    public async Task<ProbePlan?> PlanAsync(Sweep sweep, CancellationToken cancellation)
    {
        if (await work.FindPlanAsync(sweep.Id, cancellation) is not { } plan || plan.Policy.ProbesThatHold() is not { Enabled: true } policy)
            return null;
        if (await work.FindProbePlanAsync(sweep.Id, cancellation) is { } known)
            return known;

        using ModelLease lease = await models.AcquireAsync(sweep.Model, plan.Version, cancellation);
        AuditShape shape = SweepShape.Of(lease.Model, plan.Policy);
        var sample = new AuditSample(shape.Frame);
        for (int part = 0; part < plan.Parts.Count; part++)
            sample.Merge((await work.ReadPartAsync(sweep.Id, part, shape, cancellation)).Sums.Sample);
        if (sample.Rows.Count == 0)
            return null;

        ModelVariant model = lease.Model.For(new());
        double pieces = Math.Ceiling((double)Math.Min(policy.Rows, sample.Rows.Count) / RowsPerPiece);
        long inTime = (long)Math.Min(pieces * MostSecondsPerPiece / model.SecondsPerRow, policy.Budget);
        await work.WriteSampleAsync(sweep.Id, sample, cancellation);
        return await work.KeepProbePlanAsync(
            sweep.Id, ProbePlan.Of(policy with { Budget = inTime }, shape, model.Game(model.Codes), sample.Rows.Count, lease.Model.BackgroundRows.RowCount), cancellation);
    }

    /// <summary>Tries one piece, unless that is done already.</summary>
    public async Task ProbeAsync(Sweep sweep, int piece, CancellationToken cancellation)
    {
        if (await work.HasProbeAsync(sweep.Id, piece, cancellation) || await work.FindPlanAsync(sweep.Id, cancellation) is not { } plan
            || await work.FindProbePlanAsync(sweep.Id, cancellation) is not { } probes)
            return;

        using ModelLease lease = await models.AcquireAsync(sweep.Model, plan.Version, cancellation);
        AuditShape shape = SweepShape.Of(lease.Model, plan.Policy);
        ModelVariant model = lease.Model.For(new());
        AuditRow[] rows = [.. (await work.ReadSampleAsync(sweep.Id, shape, cancellation)).Rows.Take(probes.Rows)];
        var codes = new CategoryCodes(model.Codes);
        double[] cells = ProbeSections.Cells(rows, codes);
        int unseen = codes.Add(Unseen(codes));
        ProbePart part = new Prober(shape, probes, model.Game(codes), lease.Model.BackgroundRows, unseen).Probe(piece, cells, rows, cancellation);
        telemetry.Probed(sweep.Model, part.Spent);
        await work.KeepProbeAsync(sweep.Id, piece, part, cancellation);
    }

    /// <summary>What all pieces came to; null if the model was not tried out.</summary>
    public async Task<ProbeSections?> CollectAsync(Sweep sweep, AuditShape shape, AuditSample sample, LoadedModel loaded, CancellationToken cancellation)
    {
        if (await work.FindProbePlanAsync(sweep.Id, cancellation) is not { } probes)
            return null;
        ProbePart all = ProbePart.Empty;
        for (int piece = 0; piece < probes.Groups; piece++)
            all = all.With(await work.ReadProbeAsync(sweep.Id, piece, cancellation));
        ModelVariant model = loaded.For(new());
        ExplanationGame game = model.Game(model.Codes);
        return new ProbeSections(shape, probes, all, sample.Rows, loaded.BackgroundRows, Prober.Predict(game, loaded.BackgroundRows, shape.Output), model.Codes);
    }

    private static string Unseen(CategoryCodes codes)
    {
        string text = "unseen";
        while (codes.TryGetCode(text, out _))
            text += "?";
        return text;
    }
}
