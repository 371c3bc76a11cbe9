using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Report;

/// <summary>What the document says, in a few sentences for someone who reads nothing else.</summary>
internal static class Headline
{
    private const double ClearDirection = 0.3;
    private const double Rounding = 1e-9;

    /// <summary>What was explained.</summary>
    public static string Rows(ExplanationDocument document)
    {
        DataSection data = document.Data;
        string file = data.ScoringFile is { } name ? $" of {name}" : "";
        string explained = data.RowsExplained == 1 ? "One row" : $"{PeopleNumbers.Count(data.RowsExplained)} rows";
        string rejected = data.RowsRejected switch
        {
            0 => "none was rejected",
            1 => "one was rejected, with the reason below",
            _ => $"{PeopleNumbers.Count(data.RowsRejected)} were rejected, with the reasons below",
        };
        return $"{explained}{file} {(data.RowsExplained == 1 ? "was" : "were")} explained; {rejected}.";
    }

    /// <summary>What moves an output most.</summary>
    public static string Output(OutputSummary output, string space)
    {
        PlayerImportance[] moving = [.. output.Importance.Where(player => player.MeanAbsolute > 0)];
        if (moving.Length == 0)
            return $"No player moves {PlayerWords.Output(output.Output)} in these rows: every prediction equals the average over the background.";

        string first = $"{PlayerWords.Title(moving[0].Player)} moves {PlayerWords.Output(output.Output)} most: by {PeopleNumbers.Short(moving[0].MeanAbsolute)}{(output.Predictions.Count > 1 ? " on average" : "")}{(space == OutputSpaces.Raw ? "" : $" ({SpaceWords.In(space)})")}";
        string others = string.Join(" and ", moving.Skip(1).Take(2).Select(player => $"{PlayerWords.Title(player.Player)} ({PeopleNumbers.Short(player.MeanAbsolute)})"));
        string text = others.Length == 0 ? first + "." : $"{first}, followed by {others}.";
        if (moving.Length > 1 && moving[0].TiedWithNext)
            text += $" Which of {PlayerWords.Title(moving[0].Player)} and {PlayerWords.Title(moving[1].Player)} comes first is not sure: their intervals overlap.";
        return text + Directed(moving, 1, "raise") + Directed(moving, -1, "lower");
    }

    /// <summary>The largest additivity residual.</summary>
    public static string Residual(double residual) => residual <= Rounding ? "rounding only" : "≤ " + PeopleNumbers.Short(residual);

    // The players with a clear direction among the first three.
    private static string Directed(PlayerImportance[] moving, int sign, string verb)
    {
        string[] names = [.. moving.Take(3).Where(player => sign * player.Direction > ClearDirection).Select(player => PlayerWords.Title(player.Player))];
        return names.Length == 0 ? "" : $" Higher values of {PlayerWords.List(names)} {verb} it.";
    }

    /// <summary>How sure that is.</summary>
    public static string Sureness(ExplanationDocument document)
    {
        QualitySection quality = document.Quality!;
        return quality switch
        {
            { LargestHalfWidth: 0 } => "Every attribution is exact: nothing was sampled.",
            { LargestHalfWidth: { } widest, ShareUncertain: 0 } =>
                $"The attributions are estimates: the widest 95 % interval is {PeopleNumbers.HalfWidth(widest)}; the sign of each is sure.",
            { LargestHalfWidth: { } widest, ShareUncertain: { } uncertain } =>
                $"The attributions are estimates: the widest 95 % interval is {PeopleNumbers.HalfWidth(widest)}; {PeopleNumbers.Percent(uncertain)} of them may be of either sign.",
            _ => "The sample was too small to tell how sure the attributions are.",
        };
    }
}
