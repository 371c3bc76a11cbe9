using System.Globalization;
using XaiFunctions.Core.ExplanationQuality;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Privacy;
using XaiFunctions.Core.Robustness;
using XaiFunctions.Core.Statistics;
using XaiFunctions.Core.Surrogates;
using XaiFunctions.Core.Tables;
using XaiFunctions.Documents.Audits.Privacy;

namespace XaiFunctions.Documents.Audits.Probes;

/// <summary>Sums up what the pieces of work came to.</summary>
/// <param name="shape">What is audited.</param>
/// <param name="plan">What was tried.</param>
/// <param name="all">What all pieces came to.</param>
/// <param name="sample">The sample, of which the plan's rows are the first.</param>
/// <param name="background">The rows of the background file.</param>
/// <param name="predictions">Their predictions of the audited output, as explained.</param>
/// <param name="codes">Their codes.</param>
public sealed class ProbeSections(AuditShape shape, ProbePlan plan, ProbePart all, IReadOnlyList<AuditRow> sample, Background background, double[] predictions, CategoryCodes codes)
{
    private readonly int minimum = SmallCells.DefaultMinimumCount;
    private readonly double[][] cells = [.. sample.Select(row => Encode(shape.Frame.Features, row, codes))];

    /// <summary>The cells of rows as the model takes them; codes of texts that are new are added.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="codes">The codes, which grow.</param>
    public static double[] Cells(IEnumerable<AuditRow> rows, CategoryCodes codes)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(codes);
        return [.. rows.SelectMany(row => row.Cells.Select(cell => cell.Kind == Content.CellKind.Text ? codes.Add(cell.Text!) : AuditShape.Number(cell)))];
    }

    /// <summary>What trying the model out says.</summary>
    public ProbeSection Probes() => new(
        new ProbeCost(SmallCells.Told(plan.Rows, minimum), plan.Policy.Budget, plan.Estimated, all.Spent, all.Refused, plan.Policy.Seed), Robustness(), Stability(), Quality());

    /// <summary>Whether explanations tell rows of the background from others.</summary>
    public MembershipSection Membership()
    {
        HashSet<string> inside = [.. Enumerable.Range(0, background.RowCount).Select(row => Key(background.Row(row)))];
        bool[] isInside = [.. cells.Select(row => inside.Contains(Key(row)))];
        ProbedRow[] explained = [.. all.Rows.Where(row => row.Row < plan.MemberRows)];
        MembershipInference inference = MembershipInference.Of(
            [.. explained.Select(row => row.Member).OfType<IReadOnlyList<double>>()],
            [.. explained.Where(row => !isInside[row.Row]).Select(row => row.Attributions).OfType<IReadOnlyList<double>>()],
            minimum);
        Estimate repeated = cells.Length == 0 ? Estimate.None(Absence.NoRows) : Estimate.Share(isInside.Count(flag => flag), cells.Length, minimum);
        return new MembershipSection(Status(plan.MemberRows, Math.Min(sample.Count, background.RowCount)), inference, Estimate.None(Absence.NotApplicable), repeated);
    }

    private ProbeStatus Status(int granted, int possible) => granted >= minimum ? ProbeStatus.Measured
        : Math.Min(possible, plan.Policy.Rows) >= minimum ? ProbeStatus.TooExpensive : ProbeStatus.TooFew;

    private RobustnessSection Robustness()
    {
        (int Row, RowRobustness Result)[] attacked = [.. all.Rows.Where(row => row.Robustness is not null).Select(row => (row.Row, row.Robustness!))];
        bool?[] labels = [.. attacked.Select(row => sample[row.Row].Label is { } label && shape.Labels == LabelKind.Class ? label != 0 : (bool?)null)];
        ProbeStatus status = plan.Threshold is null ? ProbeStatus.NoDecision
            : new QuantileSpace(shape.Frame.Features, background.Cells, plan.Immutable).Movable.Count == 0 ? ProbeStatus.NothingMoves
            : Status(plan.RobustnessRows, sample.Count);
        RobustnessReport? report = status == ProbeStatus.Measured ? RobustnessReport.Of([.. attacked.Select(row => row.Result)], labels, plan.Policy.Robustness, all.Queries) : null;
        return new RobustnessSection
        {
            Status = status,
            Threshold = plan.Threshold,
            Immutable = plan.Immutable,
            Report = report,
            LeastChange = report?.MedianLeastChange.Value is not { } median ? LeastChangeStatus.NotMeasured : double.IsFinite(median) ? LeastChangeStatus.Found : LeastChangeStatus.NotFoundForHalf,
            EdgeCases = plan.RobustnessRows < minimum ? [] : [.. all.EdgeCases.Where(IsPossible).Select(edge => edge.ToResult(minimum))],
        };
    }

    // What is rejected before the model sees it is no case.
    private bool IsPossible(EdgeCaseCounts edge)
    {
        Feature feature = shape.Frame.Features.Single(feature => feature.Name == edge.Column);
        return edge.Case == EdgeCase.Missing ? feature.AllowsMissing : edge.Case != EdgeCase.UnseenCategory || feature.Categories is null;
    }

    private StabilitySection Stability()
    {
        ExplanationStability[] shaken = [.. all.Rows.Select(row => row.Stability).OfType<ExplanationStability>()];
        return new StabilitySection(
            Status(plan.StabilityRows, sample.Count),
            ProbePolicy.StabilityRadius,
            ProbePolicy.ChangedCopies,
            Estimate.Median([.. shaken.Select(row => row.LocalLipschitz)], minimum),
            Estimate.Median([.. shaken.Select(row => row.MaxSensitivity).OfType<double>()], minimum),
            Estimate.Mean([.. shaken.Select(row => row.MeanRankCorrelation).OfType<double>()], minimum));
    }

    private QualitySection Quality() => new()
    {
        Status = Status(plan.QualityRows, sample.Count),
        BaselineRows = Math.Min(background.RowCount, ProbePolicy.BaselineRows),
        Deletion = Metric(row => row.Deletion, isLowerBetter: true),
        Insertion = Metric(row => row.Insertion, isLowerBetter: false),
        FaithfulnessCorrelation = Metric(row => row.FaithfulnessCorrelation, isLowerBetter: false),
        FaithfulnessEstimate = Metric(row => row.FaithfulnessEstimate, isLowerBetter: false),
        Infidelity = Metric(row => row.Infidelity, isLowerBetter: true),
        Surrogate = Surrogate(),
    };

    private QualityMetric Metric(Func<Faithfulness, AgainstRandom> of, bool isLowerBetter)
    {
        AgainstRandom[] rows = [.. all.Rows.Select(row => row.Quality).OfType<Faithfulness>().Select(of)];
        return new QualityMetric(
            Mean(rows.Select(row => row.Value)),
            Mean(rows.Select(row => row.Random)),
            Mean(rows.Select(row => isLowerBetter ? row.Random - row.Value : row.Value - row.Random)),
            Mean(rows.Select(row => row.BetterThanRandom)));
    }

    private Estimate Mean(IEnumerable<double?> values) => Estimate.Mean([.. values.OfType<double>()], minimum);

    private SurrogateSection? Surrogate()
    {
        int[] tested = [.. Enumerable.Range(0, sample.Count).Where(row => double.IsFinite(sample[row].Prediction))];
        if (tested.Length < minimum)
            return null;
        SurrogateTree tree = SurrogateTree.Fit(shape.Frame.Features, background.Cells, predictions);
        int[] leaves = [.. tested.Select(row => tree.LeafOf(cells[row]))];
        double[] outputs = [.. tested.Select(row => sample[row].Prediction)], imitated = [.. leaves.Select(leaf => tree.Leaves[leaf].Value)];
        double? threshold = plan.Decision;
        SurrogateFidelity fidelity = SurrogateFidelity.Of(outputs, imitated, threshold ?? 0, plan.Policy.Seed, minimum);
        if (threshold is null)
            fidelity = fidelity with { Agreement = Estimate.None(Absence.NotApplicable), RandomAgreement = null };
        long[] counts = [.. Enumerable.Range(0, tree.Leaves.Count).Select(leaf => (long)leaves.Count(other => other == leaf))];
        bool[] hidden = SmallCells.Hidden(counts, minimum);
        return new SurrogateSection(tested.Length, fidelity, [.. tree.Leaves.Select((leaf, index) => new SurrogateLeafView(
            Rule(leaf),
            leaf.Value,
            hidden[index] ? Estimate.None(Absence.TooFew) : Estimate.Share(counts[index], tested.Length),
            Estimate.Mean([.. Enumerable.Range(0, tested.Length).Where(at => leaves[at] == index).Select(at => Math.Abs(outputs[at] - leaf.Value))], hidden[index] ? int.MaxValue : minimum)))]);
    }

    private string Rule(SurrogateLeaf leaf) => leaf.Steps.Count == 0 ? "all rows" : string.Join(" and ", leaf.Steps.Select(step =>
    {
        Feature feature = shape.Frame.Features[step.Column];
        string value = feature.Type == FeatureType.Category ? $"'{codes.Text((int)step.Value)}'" : feature.Type == FeatureType.Boolean ? step.Value != 0 ? "true" : "false" : step.Value.ToString("G6", CultureInfo.InvariantCulture);
        return $"{feature.Name} {(step.IsEqual ? step.IsYes ? "=" : "≠" : step.IsYes ? "≤" : ">")} {value}";
    }));

    private static double[] Encode(IReadOnlyList<Feature> features, AuditRow row, CategoryCodes codes) => [.. row.Cells.Select((cell, column) =>
        features[column].Type != FeatureType.Category ? AuditShape.Number(cell) : cell.Text is not { } text ? double.NaN : codes.TryGetCode(text, out int code) ? code : -1)];

    // To the bit: a row of the background that was scored is the same numbers.
    private static string Key(ReadOnlySpan<double> row) => Convert.ToBase64String(System.Runtime.InteropServices.MemoryMarshal.AsBytes(row));
}
