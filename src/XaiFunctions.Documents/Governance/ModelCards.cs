using System.Globalization;
using System.Text.RegularExpressions;
using XaiFunctions.Core.Cards;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Governance;

/// <summary>
/// Makes model cards (Mitchell et al., Model Cards for Model Reporting, 2019) out of what is registered, said and measured. What is not known is said to be unknown; nothing is made up.
/// </summary>
public static partial class ModelCards
{
    private const int MostMetrics = 200;

    /// <summary>The card of a version.</summary>
    /// <param name="facts">What is registered and said.</param>
    /// <param name="audit">The newest audit of the version, or null if there is none.</param>
    public static ModelCard Make(ModelFacts facts, MeasuredAudit? audit)
    {
        ArgumentNullException.ThrowIfNull(facts);
        CardText card = facts.Card;
        return new ModelCard
        {
            Details = new CardDetails
            {
                Name = facts.Model,
                Overview = card.Overview,
                Documentation = card.Documentation,
                Owners = NoneAsNull(card.Owners.Select(owner => new CardOwnerEntry(owner.Name, owner.Contact))),
                Version = new(facts.Version, facts.RegisteredAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
                Licenses = card.License is { } license ? [Spdx().IsMatch(license) ? new(license, null) : new(null, license)] : null,
                References = NoneAsNull(card.References.Select(reference => new CardReference(reference))),
                Citations = card.Citation is { } citation ? [new(citation)] : null,
                Path = $"models/{facts.Model}/{facts.Version}/model.onnx",
            },
            Parameters = Parameters(facts, audit),
            Analysis = new(audit is null ? [] : [.. Told(audit).Select(metric => Metric(metric, audit))]),
            Considerations = new CardConsiderations
            {
                Users = Notes(card.Users),
                UseCases = Notes(card.UseCases),
                Limitations = [.. card.Limitations.Concat(card.OutOfScope.Select(use => $"Not for: {use}")).Concat(CardGaps.Of(facts, audit)).Select(text => new CardNote(text))],
                Tradeoffs = Notes(card.Tradeoffs),
                Risks = NoneAsNull(card.EthicalConsiderations.Select(risk => new CardRiskEntry(risk.Name, risk.Mitigation))),
            },
        };
    }

    /// <summary>The metrics that a card tells: all but those of single columns, which the audit has.</summary>
    internal static IEnumerable<MeasuredMetric> Told(MeasuredAudit audit) =>
        audit.Metrics.Where(metric => !metric.Name.StartsWith("data.", StringComparison.Ordinal) || metric.Name == "data.driftedShare").Take(MostMetrics);

    /// <summary>A number as text that reads back to the same number.</summary>
    internal static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    internal static string Period(MeasuredAudit audit) => string.Create(
        CultureInfo.InvariantCulture, $"scored from {audit.From.UtcDateTime:yyyy-MM-dd HH:mm} to {audit.To.UtcDateTime:yyyy-MM-dd HH:mm} UTC");

    private static CardParameters Parameters(ModelFacts facts, MeasuredAudit? audit)
    {
        CardSensitive? sensitive = facts.Frame.Sensitive.Count > 0 ? new(facts.Frame.Sensitive) : null;
        var data = new List<CardDataset>();
        if (facts.Card.TrainingData is { } training)
            data.Add(new("training data", training));
        data.Add(new("background", $"{PeopleNumbers.Count(facts.BackgroundRows)} rows of {PeopleNumbers.Count(facts.Columns.Count)} columns, over which unknown values are averaged; SHA-256 {facts.BackgroundSha256}.") { Sensitive = sensitive });
        if (audit is not null)
            data.Add(new("scored data", $"{PeopleNumbers.Count(audit.Rows)} rows, {Period(audit)}.") { Sensitive = sensitive });
        return new CardParameters
        {
            Architecture = facts.Card.Architecture,
            Data = data,
            InputFormat = $"A row of {PeopleNumbers.Count(facts.Frame.Features.Count)} features, by name.",
            InputMap = [.. facts.Frame.Features.Select(feature => new CardEntry(feature.Name, string.Join(", ", ((string?[])[feature.Type.ToString().ToLowerInvariant(), feature.Unit, feature.Description]).OfType<string>())))],
            OutputFormat = $"{PeopleNumbers.Count(facts.Frame.Outputs.Count)} explained output(s), in the space {facts.Frame.Space}.",
            OutputMap = [.. facts.Frame.Outputs.Select(output => new CardEntry(output, facts.Frame.Space))],
        };
    }

    private static CardMetric Metric(MeasuredMetric metric, MeasuredAudit audit) =>
        new(metric.Name, Number(metric.Value), string.Create(CultureInfo.InvariantCulture, $"{metric.Rows} rows {Period(audit)}"))
        {
            Interval = metric is { Low: { } low, High: { } high } ? new(Number(low), Number(high)) : null,
        };

    private static IReadOnlyList<CardNote>? Notes(IEnumerable<string> texts) => NoneAsNull(texts.Select(text => new CardNote(text)));

    private static IReadOnlyList<T>? NoneAsNull<T>(IEnumerable<T> items) => items.ToArray() is { Length: > 0 } some ? some : null;

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9.+-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Spdx();
}
