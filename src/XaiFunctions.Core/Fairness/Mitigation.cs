using XaiFunctions.Core.Performance;

namespace XaiFunctions.Core.Fairness;

/// <summary>Expected rates of a group under some way to decide.</summary>
/// <param name="SelectionRate">The share decided yes.</param>
/// <param name="TruePositiveRate">Of those that are yes, the share decided yes.</param>
/// <param name="FalsePositiveRate">Of those that are no, the share decided yes.</param>
/// <param name="Accuracy">Right decisions over all.</param>
public sealed record DecisionRates(double SelectionRate, double TruePositiveRate, double FalsePositiveRate, double Accuracy)
{
    internal static DecisionRates Of(double truePositives, double falsePositives, double positives, double negatives) => new(
        (truePositives + falsePositives) / (positives + negatives),
        truePositives / positives,
        falsePositives / negatives,
        (truePositives + negatives - falsePositives) / (positives + negatives));
}

/// <summary>
/// How a group would be decided: yes with probability <c>Constant</c> in a share <c>ShareOfConstant</c> of cases; else yes if the score is above the first threshold in a share
/// <c>ShareOfFirst</c>, above the second otherwise.
/// </summary>
/// <param name="FirstThreshold">A score; infinite for never.</param>
/// <param name="ShareOfFirst">How often it is used, 0 to 1.</param>
/// <param name="SecondThreshold">The other score; minus infinite for always.</param>
/// <param name="ShareOfConstant">How often the score is not looked at.</param>
/// <param name="Constant">The probability of yes then.</param>
public sealed record DecisionRule(double FirstThreshold, double ShareOfFirst, double SecondThreshold, double ShareOfConstant = 0, double Constant = 0)
{
    internal static DecisionRule Above(double threshold) => new(threshold, 1, threshold);

    internal double Probability(double score)
    {
        double byScore = (score > FirstThreshold ? ShareOfFirst : 0) + (score > SecondThreshold ? 1 - ShareOfFirst : 0);
        return (ShareOfConstant * Constant) + ((1 - ShareOfConstant) * byScore);
    }
}

/// <summary>One group before and after.</summary>
/// <param name="Group">The group; "(all)" for all together.</param>
/// <param name="Before">The rates of the decisions as they are.</param>
/// <param name="After">The rates expected of the other decisions, on the same rows.</param>
/// <param name="Rule">How it would be decided; null for all together.</param>
/// <param name="Flips">The decisions expected to change.</param>
public sealed record MitigationRow(string Group, DecisionRates Before, DecisionRates After, DecisionRule? Rule, double Flips);

/// <summary>What another way to decide from the same scores would do: an analysis only.</summary>
/// <param name="Name">The method.</param>
/// <param name="Goal">What it equalises and what it keeps as good as possible.</param>
/// <param name="Absence">Why there is no result; null if there is one.</param>
/// <param name="Rows">The groups before and after, then all together.</param>
public sealed record Mitigation(string Name, string Goal, string? Absence, IReadOnlyList<MitigationRow> Rows)
{
    /// <summary>What to keep in mind before anybody decides like that.</summary>
    public const string Note =
        "Analysis only: thresholds by group use the sensitive value when a decision is made, which may itself be unlawful disparate treatment. The numbers are for the rows that they were found on.";

    /// <summary>The methods that change how a model is trained or the data that it is trained on; an explained model gives no access to either.</summary>
    public static IReadOnlyList<Mitigation> NotApplicable { get; } =
    [
        OfTraining("reweighing", "weights of training rows (Kamiran and Calders 2012)"),
        OfTraining("disparate impact remover", "repaired training features (Feldman et al. 2015)"),
        OfTraining("learning fair representations", "a learned encoding (Zemel et al. 2013)"),
        OfTraining("optimized preprocessing", "randomised training data (Calmon et al. 2017)"),
        OfTraining("correlation remover", "training features without linear relation to the sensitive column"),
        OfTraining("adversarial debiasing", "training against an adversary (Zhang et al. 2018)"),
        OfTraining("exponentiated gradient and grid search reductions", "a sequence of reweighted trainings (Agarwal et al. 2018)"),
        OfTraining("prejudice remover", "a regularised training (Kamishima et al. 2012)"),
    ];

    private static Mitigation OfTraining(string name, string goal) => None(name, goal, "Not applicable: needs access to the training of the model.");

    internal static Mitigation None(string name, string goal, string why) => new(name, goal, why, []);

    /// <summary>The table of a rule per group.</summary>
    internal static Mitigation Of(string name, string goal, IReadOnlyList<GroupScores> groups, IReadOnlyList<DecisionRule> rules)
    {
        var rows = new List<MitigationRow>();
        double truePositives = 0, falsePositives = 0, positives = 0, negatives = 0, beforeTrue = 0, beforeFalse = 0, flips = 0;
        for (int index = 0; index < groups.Count; index++)
        {
            GroupScores group = groups[index];
            double groupTrue = 0, groupFalse = 0, groupFlips = 0;
            foreach (ScoreCell cell in group.Cells)
            {
                double yes = rules[index].Probability(cell.Edge);
                groupTrue += yes * cell.Positives;
                groupFalse += yes * cell.Negatives;
                groupFlips += (cell.Positives + cell.Negatives) * (cell.Edge >= group.Threshold ? 1 - yes : yes);
            }

            rows.Add(new MitigationRow(group.Group, group.Before, DecisionRates.Of(groupTrue, groupFalse, group.Positives, group.Negatives), rules[index], groupFlips));
            truePositives += groupTrue;
            falsePositives += groupFalse;
            flips += groupFlips;
            positives += group.Positives;
            negatives += group.Negatives;
            beforeTrue += group.Before.TruePositiveRate * group.Positives;
            beforeFalse += group.Before.FalsePositiveRate * group.Negatives;
        }

        rows.Add(new MitigationRow(
            "(all)", DecisionRates.Of(beforeTrue, beforeFalse, positives, negatives), DecisionRates.Of(truePositives, falsePositives, positives, negatives), null, flips));
        return new Mitigation(name, goal, null, rows);
    }
}

/// <summary>The labelled scores of a group, sorted.</summary>
internal sealed class GroupScores
{
    private readonly double[] scores;
    private readonly long[] positivesAbove;
    private readonly long[] negativesAbove;

    public GroupScores(string group, BinaryOutcomes outcomes)
    {
        Group = group;
        Threshold = outcomes.Options.Threshold;
        Cells = [.. outcomes.Scores.ToCells().Where(cell => cell.Positives + cell.Negatives > 0)];
        Positives = outcomes.Scores.Positives;
        Negatives = outcomes.Scores.Negatives;
        ConfusionMatrix counts = outcomes.Confusion;
        Before = DecisionRates.Of(counts.TruePositives, counts.FalsePositives, Positives, Negatives);
        scores = [.. Cells.Select(cell => cell.Edge)];
        positivesAbove = new long[Cells.Length + 1];
        negativesAbove = new long[Cells.Length + 1];
        for (int cell = Cells.Length - 1; cell >= 0; cell--)
        {
            positivesAbove[cell] = positivesAbove[cell + 1] + Cells[cell].Positives;
            negativesAbove[cell] = negativesAbove[cell + 1] + Cells[cell].Negatives;
        }
    }

    public string Group { get; }

    public double Threshold { get; }

    public ScoreCell[] Cells { get; }

    public long Positives { get; }

    public long Negatives { get; }

    public long Count => Positives + Negatives;

    public DecisionRates Before { get; }

    /// <summary>The labelled rows above a score, by label.</summary>
    public (long Positives, long Negatives) Above(double threshold)
    {
        int place = Array.BinarySearch(scores, threshold);
        place = place >= 0 ? place + 1 : ~place;
        return (positivesAbove[place], negativesAbove[place]);
    }

    /// <summary>The groups that may be told and have both classes; null with the reason if there are fewer than two, or one lacks a class.</summary>
    public static (IReadOnlyList<GroupScores>? Groups, string? Why) Of(GroupedOutcomes outcomes, int minimumCount)
    {
        GroupScores[] groups = [.. outcomes.Groups.Select(pair => new GroupScores(pair.Key, pair.Value))];
        bool[] hidden = Privacy.SmallCells.Hidden([.. groups.Select(group => group.Count)], minimumCount);
        GroupScores[] told = [.. groups.Where((group, index) => !hidden[index] && group.Count > 0)];
        if (told.Length < 2)
            return (null, "There are fewer than two groups with enough labelled rows.");
        return told.FirstOrDefault(group => group.Positives == 0 || group.Negatives == 0) is { } oneClass
            ? (null, $"All labels of group '{oneClass.Group}' are of one class.")
            : (told, null);
    }
}
