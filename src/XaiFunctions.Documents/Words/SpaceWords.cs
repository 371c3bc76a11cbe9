using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Words;

/// <summary>The output and its space as people read them.</summary>
internal static class SpaceWords
{
    private const int LongestOutput = 28;

    /// <summary>"effect on approved, in log-odds".</summary>
    public static string Effect(ExplanationFrame frame, int output) => $"effect on {Output(frame, output)}";

    /// <summary>"approved, in log-odds".</summary>
    public static string Output(ExplanationFrame frame, int output)
    {
        string name = PlayerWords.Shorten(frame.Outputs[output], LongestOutput);
        return frame.Space == OutputSpaces.Raw ? name : $"{name}, {In(frame.Space)}";
    }

    /// <summary>"in log-odds", or "as the model puts it out".</summary>
    public static string In(string space) => space switch
    {
        OutputSpaces.LogOdds => "in log-odds",
        OutputSpaces.Margin => "in the model's margin",
        _ => "as the model puts it out",
    };

    /// <summary>A prediction for people; in log-odds with the probability.</summary>
    public static string Prediction(string space, double value) => space == OutputSpaces.LogOdds && double.IsFinite(value)
        ? $"{PeopleNumbers.Short(value)} (probability {PeopleNumbers.Probability(1 / (1 + Math.Exp(-value)))})"
        : PeopleNumbers.Short(value);
}
