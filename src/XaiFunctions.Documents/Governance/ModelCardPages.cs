using System.Globalization;
using System.Text;
using System.Text.Json;
using XaiFunctions.Core.Cards;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Governance;

/// <summary>Writes a model card for people: HTML, and Markdown with the front matter and the sections that Hugging Face's model hub knows.</summary>
public static class ModelCardPages
{
    /// <summary>The card as one HTML file.</summary>
    public static byte[] Html(ModelFacts facts, MeasuredAudit? audit) => GovernancePageHtml.Write(Page(facts, audit));

    /// <summary>The card as Markdown with front matter.</summary>
    public static byte[] Markdown(ModelFacts facts, MeasuredAudit? audit) => GovernancePageMarkdown.Write(Page(facts, audit), FrontMatter(facts, audit));

    private static GovernancePage Page(ModelFacts facts, MeasuredAudit? audit)
    {
        CardText card = facts.Card;
        string lead = $"Version {facts.Version}, registered {facts.RegisteredAt.UtcDateTime:yyyy-MM-dd}. {card.Overview} "
            + (audit is null ? "Nothing has been measured yet." : $"Measured on {PeopleNumbers.Count(audit.Rows)} rows {ModelCards.Period(audit)}.");
        return new($"Model card of {facts.Model}", lead, [.. Sections(facts, audit, card)]);
    }

    private static IEnumerable<PageSection> Sections(ModelFacts facts, MeasuredAudit? audit, CardText card)
    {
        yield return new("Gaps") { IsGap = true, Paragraphs = ["What nobody has said or measured. A card without it says less than it seems to."], Items = CardGaps.Of(facts, audit) };
        yield return new("Model Details") { Paragraphs = Texts(card.Documentation, card.Architecture is { } kind ? $"Architecture: {kind}" : null), Items = Details(facts) };
        yield return new("Uses") { Items = [.. card.Users.Select(user => $"For: {user}"), .. card.UseCases.Select(use => $"Meant for: {use}"), .. card.OutOfScope.Select(use => $"Not for: {use}")], Paragraphs = Unless(card.Users.Count + card.UseCases.Count + card.OutOfScope.Count > 0) };
        yield return new("Bias, Risks, and Limitations")
        {
            Items = [.. card.Limitations, .. card.Tradeoffs.Select(text => $"Traded: {text}"), .. card.EthicalConsiderations.Select(risk => $"{risk.Name}{(risk.Mitigation is null ? "" : $" (mitigation: {risk.Mitigation})")}"), .. Bias(facts)],
        };
        yield return new("How to Get Started with the Model") { Paragraphs = [$"POST /api/models/{facts.Model}/explanations with the instances to be predicted and explained."] };
        yield return new("Training Details") { Paragraphs = card.TrainingData is { } training ? [training] : ["Not stated. This software sees the trained model only."] };
        yield return Evaluation(facts, audit);
        yield return Examination(facts, audit);
        yield return new("Technical Specifications") { Table = new(["Feature", "Type", "Meaning"], [.. facts.Frame.Features.Select(feature => (IReadOnlyList<PageCell>)[feature.Name, feature.Type.ToString().ToLowerInvariant(), string.Join(", ", Texts(feature.Description, feature.Unit))])]) };
        yield return new("Citation") { Paragraphs = card.Citation is { } citation ? [citation] : ["Not stated."] };
        yield return new("Model Card Contact") { Items = [.. card.Owners.Select(owner => string.Join(", ", Texts(owner.Name, owner.Contact)))], Paragraphs = Unless(card.Owners.Count > 0) };
    }

    private static List<string> Details(ModelFacts facts) =>
    [
        $"Licence: {facts.Card.License ?? "not stated"}",
        $"File: models/{facts.Model}/{facts.Version}/model.onnx, {PeopleNumbers.Count(facts.Bytes)} bytes, SHA-256 {facts.ModelSha256}",
        $"Manifest: SHA-256 {facts.ManifestSha256}",
        $"Outputs: {string.Join(", ", facts.Frame.Outputs)}; explained in the space {facts.Frame.Space}",
        .. facts.Card.References.Select(reference => $"More: {reference}"),
    ];

    private static IEnumerable<string> Bias(ModelFacts facts) => facts.Frame.Sensitive.Count > 0
        ? [$"Sensitive columns that the model takes: {string.Join(", ", facts.Frame.Sensitive)}."]
        : ["The manifest calls no column sensitive; that may mean that nobody has looked."];

    private static PageSection Evaluation(ModelFacts facts, MeasuredAudit? audit) => new("Evaluation")
    {
        Paragraphs = audit is null ? ["Not measured."] : [$"Every number is from the audit {audit.Id}; the links lead to it.", .. audit.Findings],
        Table = audit is null ? null : new(["Metric", "Value", "95 % interval", "Rows"], [.. ModelCards.Told(audit).Select(metric => Row(metric, audit))]),
    };

    private static IReadOnlyList<PageCell> Row(MeasuredMetric metric, MeasuredAudit audit) =>
    [
        new(metric.Name, audit.AddressOf(MeasuredAudit.PointerOf(metric.Name))), PeopleNumbers.Short(metric.Value),
        metric is { Low: { } low, High: { } high } ? $"{PeopleNumbers.Short(low)} to {PeopleNumbers.Short(high)}" : "", PeopleNumbers.Count(metric.Rows),
    ];

    private static PageSection Examination(ModelFacts facts, MeasuredAudit? audit) => new("Model Examination")
    {
        Paragraphs = [$"Predictions are explained by Shapley values against a background of {PeopleNumbers.Count(facts.BackgroundRows)} rows (SHA-256 {facts.BackgroundSha256}). What mattered most in the period, by mean size of the effect:"],
        Table = audit?.At("/attribution/importance")?.AsArray() is { Count: > 0 } importance
            ? new(["Player", "Mean size of the effect"], [.. importance.Take(10).Select(player => (IReadOnlyList<PageCell>)[player!["player"]!.GetValue<string>(), player["meanAbsolute"] is { } size ? PeopleNumbers.Short(size.GetValue<double>()) : PeopleNumbers.NotKnown])])
            : null,
    };

    // A JSON text is a YAML text.
    private static string FrontMatter(ModelFacts facts, MeasuredAudit? audit)
    {
        var yaml = new StringBuilder("library_name: onnx\n");
        bool isSpdx = ModelCards.Make(facts, audit).Details.Licenses is [{ Identifier: not null }];
        yaml.Append("license: ").Append(Text(isSpdx ? facts.Card.License!.ToLowerInvariant() : "other")).Append('\n');
        string? task = audit?.Text("/labels/kind") switch { "class" => "tabular-classification", "number" => "tabular-regression", _ => null };
        if (task is not null)
            yaml.Append("pipeline_tag: ").Append(task).Append('\n');
        yaml.Append("tags:\n- onnx\n- tabular\n- shap\n");
        MeasuredMetric[] measured = audit is null ? [] : [.. audit.Metrics.Where(metric => metric.Name.StartsWith("performance.", StringComparison.Ordinal))];
        if (task is null || measured.Length == 0)
            return yaml.ToString();
        yaml.Append("model-index:\n- name: ").Append(Text(facts.Model)).Append("\n  results:\n  - task:\n      type: ").Append(task)
            .Append("\n    dataset:\n      type: tabular\n      name: ").Append(Text(ModelCards.Period(audit!))).Append("\n    metrics:\n");
        foreach (MeasuredMetric metric in measured)
            yaml.Append(CultureInfo.InvariantCulture, $"    - type: {Text(metric.Name["performance.".Length..])}\n      value: {ModelCards.Number(metric.Value)}\n");
        return yaml.ToString();
    }

    private static string Text(string text) => JsonSerializer.Serialize(text);

    private static string[] Texts(params string?[] texts) => [.. texts.OfType<string>().Where(text => text.Length > 0)];

    private static string[] Unless(bool isSaid) => isSaid ? [] : ["Not stated."];
}
