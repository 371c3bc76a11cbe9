using Microsoft.Extensions.Options;
using XaiFunctions.App.Models;
using XaiFunctions.App.Options;
using XaiFunctions.App.Scoring;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Importance;
using XaiFunctions.Core.Interactions;
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

    /// <summary>The share of the time until a deadline that importance by loss may take.</summary>
    private const double LossShareOfDeadline = 0.25;

    /// <summary>Plans a job.</summary>
    /// <exception cref="InvalidInputException">The method or budget does not fit the model.</exception>
    public PlanRecord Plan(ExplanationRequest request, string version, ModelVariant model, IntakeResult rows)
    {
        (SamplingOptions sampling, bool limited) = Sampling(request, model, rows.Rows);
        ExplanationGame game = model.Game(model.Codes);
        int evaluations = sampling.EvaluationsFor(game.Players.Count);
        SamplingOptions likely = Likely(sampling, game.Players.Count);
        (long cost, double solving) = Cost(game, likely, request.Interactions);
        WorkPlan work = WorkPlanner.Plan(rows.Rows, model.SecondsPerRow, cost, KernelShap.GroupsFor(game, likely), options.Value.PieceSeconds, solving);
        (WorkPlan? loss, long lossRows, double lossSeconds) = PlanLoss(request, model, rows);
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
                Loss = loss,
            },
            SecondsPerModelRow = model.SecondsPerRow,
            ModelRowsPerRow = cost,
            SolveSecondsPerRow = solving,
            LossModelRows = lossRows,
            LossSeconds = lossSeconds,
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
            if (request.DeadlineSeconds is not { } deadline)
                return (sampling, false);

            double share = request.LabelColumn is null ? 1 : 1 - LossShareOfDeadline;
            double seconds = share * deadline * options.Value.Workers / rows;
            (long cost, double solving) = Cost(game, sampling, request.Interactions);
            if (seconds >= (cost * model.SecondsPerRow) + solving)
                return (sampling, false);
            if (request.Method == ShapleyMethod.Exact)
                throw new InvalidInputException("The deadline is too short to value all coalitions; leave out the method exact, or the deadline.");
            // A sample can be made as small as the time allows; a closed form or all coalitions cannot.
            SamplingOptions kernel = asked with { Method = ShapleyMethod.Kernel };
            return (kernel with { MaxEvaluations = Affordable(game, kernel, model.SecondsPerRow, seconds) }, true);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidInputException(exception.Message, exception);
        }
    }

    /// <summary>How importance by loss is measured on the sample of labelled rows, or on as many of them as its share of the deadline allows; what it costs, in model rows and seconds.</summary>
    private (WorkPlan? Work, long ModelRows, double Seconds) PlanLoss(ExplanationRequest request, ModelVariant model, IntakeResult intake)
    {
        if (intake.Labels is not { Labelled: > 0 } labels)
            return (null, 0, 0);

        ModelVariant own = model.OwnAnswers;
        ExplanationGame game = own.Game(own.Codes);
        long cost = SageImportance.CostInModelRows(game, LossMeasurer.Sampling(game, request));
        double solving = SageImportance.SolveSeconds(game, LossMeasurer.Sampling(game, request));
        double rowSeconds = (own.SecondsPerRow * (cost + 1.0)) + solving;
        long rows = Math.Min(labels.Labelled, RowLabels.MostRows);
        if (request.DeadlineSeconds is { } deadline)
            rows = (long)Math.Clamp(LossShareOfDeadline * deadline * options.Value.Workers / rowSeconds, 1, rows);
        WorkPlan work = WorkPlanner.Plan(rows, own.SecondsPerRow, cost, 1, options.Value.PieceSeconds, solving);
        return (work, rows * (cost + 1), rows * rowSeconds);
    }

    /// <summary>What a row costs: model rows, and seconds beside them.</summary>
    private static (long ModelRows, double Seconds) Cost(ExplanationGame game, SamplingOptions sampling, bool interactions)
    {
        (long rows, double seconds) = interactions ? ShapleyInteractions.Cost(game, sampling) : (0, 0);
        return (KernelShap.CostInModelRows(game, sampling) + rows, KernelShap.SolveSeconds(game, sampling) + seconds);
    }

    /// <summary>The most coalitions that a row can have in so many seconds: both what they cost and what solving them does grow with their number.</summary>
    private static int Affordable(ExplanationGame game, SamplingOptions kernel, double secondsPerModelRow, double seconds)
    {
        int low = 2, high = (int)Math.Clamp(seconds / (secondsPerModelRow * game.Background.RowCount), 2, SamplingOptions.LargestBudget);
        while (low < high)
        {
            int middle = low + ((high - low + 1) / 2);
            double takes = ((double)middle * game.Background.RowCount * secondsPerModelRow) + KernelShap.SolveSeconds(game, kernel with { MaxEvaluations = middle });
            (low, high) = takes <= seconds ? (middle, high) : (low, middle - 1);
        }

        return low;
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
