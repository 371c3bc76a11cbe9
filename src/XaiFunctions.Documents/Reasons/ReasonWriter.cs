using System.Text;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Reasons;

/// <summary>
/// Says in words why the model came to its output for a row: reason codes and a sentence. A player that has a sensitive column is never
/// named; the answer says that one was left out.
/// </summary>
/// <param name="frame">The names and the manifest's words.</param>
/// <param name="options">How reasons are chosen.</param>
public sealed class ReasonWriter(ExplanationFrame frame, ReasonOptions options)
{
    private const int MostInSentence = 3;

    /// <summary>The players that moved an output most in the asked direction, strongest first.</summary>
    /// <param name="row">The row.</param>
    /// <param name="output">The output's index.</param>
    /// <remarks>A player whose interval contains 0 is no reason: it may not have moved the output that way at all.</remarks>
    public RowReasons Choose(RowExplanation row, int output)
    {
        ArgumentNullException.ThrowIfNull(row);
        OutputExplanation explanation = row.Outputs[output];
        if (WithheldBecause(explanation) is { } withheld)
            return new RowReasons(options.Direction, [], false, withheld);

        double sign = options.Direction == ReasonDirection.Raises ? 1 : -1;
        List<Mover> movers = Movers(explanation, sign);
        List<Mover> named = [.. movers.Where(mover => !frame.IsSensitive(mover.Player))];
        int count = Math.Min(options.MaxCodes, named.Count);
        var codes = new Reason[count];
        for (int index = 0; index < count; index++)
        {
            bool tied = (index > 0 && named[index].Overlaps(named[index - 1]))
                || (index + 1 < named.Count && named[index].Overlaps(named[index + 1]));
            codes[index] = new Reason(named[index].Player, sign * named[index].Size, Text(named[index].Player), tied);
        }

        double weakest = count == options.MaxCodes ? named[count - 1].Size : 0;
        bool leftOut = movers.Exists(mover => frame.IsSensitive(mover.Player) && mover.Size >= weakest);
        return new RowReasons(options.Direction, codes, leftOut, null);
    }

    /// <summary>One sentence for people: the output, where it lies, and the players that moved it most.</summary>
    public string Sentence(RowExplanation row, int output)
    {
        ArgumentNullException.ThrowIfNull(row);
        OutputExplanation explanation = row.Outputs[output];
        bool higher = explanation.Prediction > explanation.BaseValue;
        var text = new StringBuilder(160);
        text.Append(PlayerWords.Title(frame.Outputs[output])).Append(": ").Append(Level(explanation.Prediction));
        text.Append(explanation.Prediction == explanation.BaseValue ? ", the same as" : higher ? ", higher than" : ", lower than");
        text.Append(" the average over the background (").Append(Level(explanation.BaseValue)).Append(')');

        if (WithheldBecause(explanation) is { } withheld)
            return text.Append(". What moved it is not told. ").Append(withheld).ToString();

        double sign = higher ? 1 : -1;
        List<Mover> along = Movers(explanation, sign);
        List<Mover> against = Movers(explanation, -sign);
        AppendMovers(text, row, along, sign, ", most of all because of ", MostInSentence);
        AppendMovers(text, row, against, -sign, "; against it spoke ", 1);
        text.Append('.');
        if (along.Take(MostInSentence).Concat(against.Take(1)).Any(mover => frame.IsSensitive(mover.Player)))
            text.Append(" A sensitive column is among the strongest and is not named here.");
        return text.ToString();
    }

    private static List<Mover> Movers(OutputExplanation explanation, double sign)
    {
        ReadOnlySpan<double> values = explanation.Attributions.Span;
        ReadOnlySpan<double> halfWidths = explanation.IntervalHalfWidths.Span;
        var movers = new List<Mover>();
        for (int player = 0; player < values.Length; player++)
        {
            double size = sign * values[player];
            if (size > 0 && !(size <= halfWidths[player]))
                movers.Add(new Mover(player, size, halfWidths[player]));
        }

        movers.Sort();
        return movers;
    }

    private string? WithheldBecause(OutputExplanation explanation)
    {
        double tolerance = options.ResidualTolerance * Math.Max(1, Math.Abs(explanation.Prediction));
        if (!(explanation.AdditivityResidual <= tolerance))
            return "The attributions do not sum to the prediction.";
        foreach (double halfWidth in explanation.IntervalHalfWidths.Span)
        {
            if (!double.IsFinite(halfWidth))
                return "The error of the attributions is not known.";
        }

        return null;
    }

    private string Text(int player)
    {
        ReasonText? words = frame.ReasonFor(player);
        bool lowers = options.Direction == ReasonDirection.Lowers;
        return (lowers ? words?.Lowers : words?.Raises)
            ?? $"{frame.Players.Names[player]} {(lowers ? "lowered" : "raised")} the output";
    }

    private string Level(double value) => frame.Space == OutputSpaces.LogOdds
        ? $"probability {PeopleNumbers.Probability(1 / (1 + Math.Exp(-value)))}"
        : PeopleNumbers.Short(value);

    private void AppendMovers(StringBuilder text, RowExplanation row, List<Mover> movers, double sign, string lead, int most)
    {
        List<Mover> named = [.. movers.Take(most).Where(mover => !frame.IsSensitive(mover.Player))];
        for (int index = 0; index < named.Count; index++)
        {
            text.Append(index == 0 ? lead : index == named.Count - 1 ? " and " : ", ");
            text.Append(PlayerWords.InSentence(frame, row, named[index].Player));
            text.Append(" (").Append(PeopleNumbers.Signed(sign * named[index].Size)).Append(')');
        }
    }

    /// <summary>A player that moved an output: the stronger, the earlier; the first by index among equals.</summary>
    private readonly record struct Mover(int Player, double Size, double HalfWidth) : IComparable<Mover>
    {
        public int CompareTo(Mover other) => other.Size != Size ? other.Size.CompareTo(Size) : Player.CompareTo(other.Player);

        public bool Overlaps(Mover other) => Math.Abs(Size - other.Size) <= HalfWidth + other.HalfWidth;
    }
}
