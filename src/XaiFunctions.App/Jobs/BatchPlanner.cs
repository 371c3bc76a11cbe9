using Microsoft.Extensions.Options;
using XaiFunctions.App.Models;
using XaiFunctions.App.Options;
using XaiFunctions.App.Scoring;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Planning;
using XaiFunctions.Core.Shapley;

namespace XaiFunctions.App.Jobs;

/// <summary>Turns a request and the counted rows into a plan.</summary>
public sealed class BatchPlanner(IOptions<ExplainOptions> options, TimeProvider time)
{
    /// <summary>
    /// How many times the coalitions valued by default a row is reckoned with if an error is asked for: most rows get there sooner, and pieces of work that are a few times longer for those that do not are
    /// better than blocks parted in vain.
    /// </summary>
    private const int RoundsReckonedWith = 4;

    /// <summary>Plans a job.</summary>
    /// <exception cref="InvalidInputException">The method or budget does not fit the model.</exception>
    public PlanRecord Plan(ExplanationRequest request, string version, ModelVariant model, IntakeResult rows)
    {
        (SamplingOptions sampling, bool limited) = Sampling(request, model, rows.Rows);
        ExplanationGame game = model.Game(model.Codes);
        int evaluations = sampling.EvaluationsFor(game.Players.Count);
        SamplingOptions likely = Likely(sampling, game.Players.Count);
        long cost = KernelShap.CostInModelRows(game, likely);
        WorkPlan work = WorkPlanner.Plan(rows.Rows, model.SecondsPerRow, cost, KernelShap.GroupsFor(game, likely), options.Value.PieceSeconds);
        return new PlanRecord
        {
            Batch = new BatchPlan
            {
                Version = version,
                Rows = rows.Rows,
                Rejected = rows.Rejected.Count,
                RowsPerChunk = rows.RowsPerChunk,
                EvaluationsPerRow = evaluations,
                Sampling = sampling,
                Players = game.Players.Count,
                DeadlineAt = sampling.HasDeadline ? time.GetUtcNow().AddSeconds(request.DeadlineSeconds!.Value) : null,
                ValuesAll = !KernelShap.CanTopUp(game, sampling),
                KeepsValues = KeepsValues(game, likely, rows.Rows),
                Work = work,
            },
            SecondsPerModelRow = model.SecondsPerRow,
            ModelRowsPerRow = cost,
            LimitedByDeadline = limited,
            Intake = rows,
        };
    }

    /// <summary>How coalitions are chosen, and whether a deadline allows fewer of them.</summary>
    /// <exception cref="InvalidInputException">The method or budget does not fit the model.</exception>
    public (SamplingOptions Sampling, bool LimitedByDeadline) Sampling(ExplanationRequest request, ModelVariant model, long rows)
    {
        ExplanationGame game = model.Game(model.Codes);
        var asked = new SamplingOptions
        {
            Method = request.Method,
            MaxEvaluations = request.MaxEvaluations,
            MaxError = request.MaxError,
            MaxErrorIsRelative = request.MaxErrorIsRelative,
            HasDeadline = request.DeadlineSeconds is not null,
            Seed = request.Seed,
        };
        try
        {
            // What the method comes to for this model is settled here once, so that all pieces of work do the same.
            SamplingOptions sampling = KernelShap.Resolve(game, asked);
            long cost = KernelShap.CostInModelRows(game, sampling);
            if (request.DeadlineSeconds is not { } deadline)
                return (sampling, false);

            double affordableRows = deadline * options.Value.Workers / (model.SecondsPerRow * rows);
            if (affordableRows >= cost)
                return (sampling, false);
            if (request.Method == ShapleyMethod.Exact)
                throw new InvalidInputException("The deadline is too short to value all coalitions; leave out the method exact, or the deadline.");
            // A sample can be made as small as the time allows; a closed form or all coalitions cannot.
            int evaluations = (int)Math.Clamp(affordableRows / model.Background.RowCount, 2, int.MaxValue);
            return (asked with { Method = ShapleyMethod.Kernel, MaxEvaluations = evaluations }, true);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidInputException(exception.Message, exception);
        }
    }

    /// <summary>Whether there is anything that a larger sample could go on from, and it is not too much.</summary>
    private bool KeepsValues(ExplanationGame game, SamplingOptions likely, long rows)
    {
        double bytes = (double)rows * likely.EvaluationsFor(game.Players.Count) * game.Model.OutputCount * sizeof(double);
        return options.Value.KeepHours > 0 && bytes <= options.Value.KeepBytes && KernelShap.CanTopUp(game, likely);
    }

    /// <summary>The sampling on which pieces of work are reckoned.</summary>
    private static SamplingOptions Likely(SamplingOptions sampling, int players) => sampling.MaxError is null
        ? sampling
        : sampling with { MaxEvaluations = Math.Min(sampling.EvaluationsFor(players), RoundsReckonedWith * SamplingOptions.DefaultEvaluationsPerPlayer * players) };
}
