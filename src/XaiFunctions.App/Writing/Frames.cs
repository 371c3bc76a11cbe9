using XaiFunctions.App.Models;
using XaiFunctions.Core.Summaries;
using XaiFunctions.Documents.Content;
using XaiFunctions.Onnx;
using XaiFunctions.Onnx.Manifest;

namespace XaiFunctions.App.Writing;

/// <summary>Tells documents what a model's manifest says.</summary>
public static class Frames
{
    /// <summary>The frame of a job's rows.</summary>
    public static ExplanationFrame Of(ExplainableModel model)
    {
        ModelManifest manifest = model.Manifest;
        return new ExplanationFrame(model.Schema.Features, model.Players, model.OutputNames, Space(manifest.Space!.Value))
        {
            Sensitive = [.. SensitiveFeatures(model).Distinct(StringComparer.Ordinal)],
            Reasons = manifest.Reasons!.ToDictionary(
                reason => reason.Key, reason => new Documents.Content.ReasonText(reason.Value.Lowers, reason.Value.Raises), StringComparer.Ordinal),
        };
    }

    /// <summary>The model section of a document.</summary>
    public static ModelSection Section(RegistrationRecord record, ExplainableModel model, ExplanationFrame frame) =>
        ModelSection.From(record.Model, record.Version, model.Manifest.Output, frame);

    /// <summary>How the background is summarised, or null if it is not.</summary>
    public static BackgroundSummaryEntry? SummaryOf(ModelVariant model) => model.Model.Manifest.BackgroundSummary is { } summary
        ? new(summary.Method == SummaryMethod.KMeans ? "k-means" : "k-medoids", summary.Size, summary.Seed, model.BackgroundFileRows)
        : null;

    private static string Space(OutputSpace space) => space switch
    {
        OutputSpace.LogOdds => OutputSpaces.LogOdds,
        OutputSpace.Margin => OutputSpaces.Margin,
        _ => OutputSpaces.Raw,
    };

    /// <summary>The manifest may name features and players; documents ask for features.</summary>
    private static IEnumerable<string> SensitiveFeatures(ExplainableModel model)
    {
        foreach (string name in model.Manifest.Sensitive!)
        {
            int player = model.Players.Names.ToList().IndexOf(name);
            if (model.Schema.IndexOf(name) >= 0)
                yield return name;
            else if (player >= 0)
                foreach (int column in model.Players.Columns(player).ToArray())
                    yield return model.Schema[column].Name;
        }
    }
}
