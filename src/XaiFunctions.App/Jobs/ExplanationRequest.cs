using System.Globalization;
using XaiFunctions.Core.Importance;
using XaiFunctions.Core.Shapley;
using XaiFunctions.Documents.Reasons;
using XaiFunctions.Onnx.Manifest;

namespace XaiFunctions.App.Jobs;

/// <summary>
/// How rows are to be explained. A dropped file carries it as blob metadata (<c>method</c>, <c>maxEvaluations</c>, <c>maxError</c>, <c>maxErrorIsRelative</c>,
/// <c>deadline</c>, <c>seed</c>, <c>space</c>, <c>output</c>, <c>version</c>, <c>reasons</c>, <c>interactions</c>, <c>labelColumn</c>, <c>loss</c>; beside these <c>callback</c>), an HTTP request as its <c>options</c>. What is null is the model's or the app's choice.
/// </summary>
public sealed record ExplanationRequest
{
    /// <summary>How attributions are found. <c>auto</c>, <c>kernel</c>, <c>exact</c> or <c>closed-form</c>; default auto.</summary>
    public ShapleyMethod Method { get; init; }

    /// <summary>The most coalitions valued for a row, at least 2. Default: all of up to 10 players, else 64 a player.</summary>
    public int? MaxEvaluations { get; init; }

    /// <summary>The widest 95 % interval's half-width that is accepted; the document says whether it was reached.</summary>
    public double? MaxError { get; init; }

    /// <summary>Whether <see cref="MaxError"/> is a share of the range of a row's attributions (largest minus smallest, for each output) instead of an absolute number.</summary>
    public bool MaxErrorIsRelative { get; init; }

    /// <summary>Seconds that the computation should take at most; fewer coalitions are valued to keep to it.</summary>
    public double? DeadlineSeconds { get; init; }

    /// <summary>Where the choice of coalitions starts from. Default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>The space to explain in, instead of the manifest's.</summary>
    public OutputSpace? Space { get; init; }

    /// <summary>The one explained output, by its class name, instead of the manifest's.</summary>
    public string? Output { get; init; }

    /// <summary>The model's version. Default: the one that was registered last.</summary>
    public string? Version { get; init; }

    /// <summary>Which way a reason must have moved the output. Default: lowers, which is adverse if the explained output is what a person hopes for.</summary>
    public ReasonDirection Reasons { get; init; }

    /// <summary>Whether rows get the interactions of all pairs of players as well. Where these cannot be had exactly, the document says so; else they cost as much again.</summary>
    public bool Interactions { get; init; }

    /// <summary>
    /// The column of the rows that has their labels: the name of the class, or the number that a model of one number should have given. The document then tells how much each player reduces the loss.
    /// Default: there are none.
    /// </summary>
    public string? LabelColumn { get; init; }

    /// <summary>The loss: <c>log-loss</c>, <c>squared-error</c> or <c>zero-one</c>. Default: log-loss for classes and probabilities, else squared-error.</summary>
    public Loss? Loss { get; init; }

    /// <summary>The methods' names, for messages.</summary>
    private const string Methods = "auto, kernel, exact or closed-form";

    /// <summary>Reads named texts; names that are no options are left alone, since storage tools add metadata of their own.</summary>
    /// <exception cref="InvalidInputException">Values are wrong; all are named.</exception>
    public static ExplanationRequest Parse(IEnumerable<KeyValuePair<string, string>> texts)
    {
        var request = new ExplanationRequest();
        var problems = new List<string>();
        foreach ((string name, string text) in texts)
            request = request.With(name, text, problems);
        problems.AddRange(request.Problems());
        return problems.Count == 0 ? request : throw new InvalidInputException(string.Join(" ", problems));
    }

    /// <summary>What is out of range, each a sentence.</summary>
    public IEnumerable<string> Problems()
    {
        if (MaxEvaluations < 2)
            yield return "The option maxEvaluations must be at least 2.";
        if (MaxError is { } error && !(error > 0 && double.IsFinite(error)))
            yield return "The option maxError must be a positive number.";
        if (MaxErrorIsRelative && MaxError is null)
            yield return "The option maxErrorIsRelative needs the option maxError.";
        if (DeadlineSeconds is { } deadline && !(deadline > 0 && deadline <= TimeSpan.FromDays(7).TotalSeconds))
            yield return "The option deadline must be a positive time of at most 7 days.";
        if (Loss is not null && LabelColumn is null)
            yield return "The option loss needs the option labelColumn.";
        if (LabelColumn is { } column && string.IsNullOrWhiteSpace(column))
            yield return "The option labelColumn must name a column.";
        if (Version is not null && !Storage.NameRules.IsName(Version))
            yield return $"The option version is not a valid name: {Storage.NameRules.Words}.";
    }

    private ExplanationRequest With(string name, string text, List<string> problems)
    {
        switch (name.ToLowerInvariant())
        {
            case "method":
                return Enum.TryParse(text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out ShapleyMethod method) && Enum.IsDefined(method) && char.IsAsciiLetter(text[0])
                    ? this with { Method = method }
                    : Refuse("method", $"must be {Methods}", problems);
            case "maxevaluations":
                return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int evaluations)
                    ? this with { MaxEvaluations = evaluations }
                    : Refuse("maxEvaluations", "must be a whole number", problems);
            case "maxerror":
                return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double error)
                    ? this with { MaxError = error }
                    : Refuse("maxError", "must be a number", problems);
            case "maxerrorisrelative":
                return bool.TryParse(text, out bool relative)
                    ? this with { MaxErrorIsRelative = relative }
                    : Refuse("maxErrorIsRelative", "must be true or false", problems);
            case "deadline":
                return TryParseTime(text, out double seconds)
                    ? this with { DeadlineSeconds = seconds }
                    : Refuse("deadline", "must be a time such as 30s, 5m or 00:00:30", problems);
            case "seed":
                return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed)
                    ? this with { Seed = seed }
                    : Refuse("seed", "must be a whole number from 0 to 2^64 - 1", problems);
            case "space":
                return SpaceOf(text) is { } space ? this with { Space = space } : Refuse("space", "must be raw, log-odds or margin", problems);
            case "output":
                return this with { Output = text };
            case "reasons":
                return text.ToLowerInvariant() is "lowers" or "raises"
                    ? this with { Reasons = Enum.Parse<ReasonDirection>(text, ignoreCase: true) }
                    : Refuse("reasons", "must be lowers or raises", problems);
            case "interactions":
                return bool.TryParse(text, out bool interactions)
                    ? this with { Interactions = interactions }
                    : Refuse("interactions", "must be true or false", problems);
            case "labelcolumn":
                return this with { LabelColumn = text };
            case "loss":
                return LossOf(text) is { } loss ? this with { Loss = loss } : Refuse("loss", "must be log-loss, squared-error or zero-one", problems);
            case "version":
                return this with { Version = text };
            default:
                return this;
        }
    }

    private ExplanationRequest Refuse(string name, string reason, List<string> problems)
    {
        problems.Add($"The option {name} {reason}.");
        return this;
    }

    private static OutputSpace? SpaceOf(string text) => text.ToLowerInvariant() switch
    {
        "raw" => OutputSpace.Raw,
        "log-odds" => OutputSpace.LogOdds,
        "margin" => OutputSpace.Margin,
        _ => null,
    };

    private static Loss? LossOf(string text) => text.ToLowerInvariant() switch
    {
        "log-loss" => Core.Importance.Loss.LogLoss,
        "squared-error" => Core.Importance.Loss.SquaredError,
        "zero-one" => Core.Importance.Loss.ZeroOne,
        _ => null,
    };

    private static bool TryParseTime(string text, out double seconds)
    {
        double unit = text switch { [.., 'm', 's'] => 0.001, [.., 's'] => 1, [.., 'm'] => 60, [.., 'h'] => 3600, _ => 0 };
        string number = text.TrimEnd('m', 's', 'h');
        if (unit > 0 && double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out seconds))
        {
            seconds *= unit;
            return true;
        }

        bool parsed = TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan span) && text.Contains(':');
        seconds = span.TotalSeconds;
        return parsed;
    }
}
