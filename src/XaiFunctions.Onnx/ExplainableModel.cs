using XaiFunctions.Core.Games;
using XaiFunctions.Core.Structure;
using XaiFunctions.Core.Tables;
using XaiFunctions.Onnx.Evaluation;
using XaiFunctions.Onnx.Manifest;
using XaiFunctions.Onnx.Structures;

namespace XaiFunctions.Onnx;

/// <summary>
/// A model with its complete manifest: everything that an explanation needs to know. Safe to use from many threads; it uses the session,
/// which must outlive it.
/// </summary>
public sealed class ExplainableModel : IDisposable
{
    private readonly Evaluator evaluator;
    private readonly Lazy<ModelStructure?> structure;

    /// <param name="session">The opened model.</param>
    /// <param name="manifest">A manifest that <see cref="ModelRegistration.Complete"/> completed for this model.</param>
    /// <exception cref="InvalidModelException">The manifest does not fit the model or is not complete.</exception>
    public ExplainableModel(OnnxSession session, ModelManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(manifest);
        if (manifest is not { Output: { } output, Space: { } space, Classes: { } classes, Explain: { } explain, Features: { } features, Players: { } players })
            throw new InvalidModelException("The manifest is not complete; register the model again.");

        var problems = new List<string>();
        var layout = InputLayout.Create(session.Signature, [.. features.Select(feature => feature.Name)], problems);
        if (session.Signature.Outputs.All(candidate => candidate.Name != output))
            problems.Add($"The model has no output {Words.Quote(output)}.");
        if (explain.Except(classes, StringComparer.Ordinal).Any() || explain.Count == 0)
            problems.Add("The manifest explains classes that it does not name.");
        if (layout is null || problems.Count > 0)
            throw new InvalidModelException(problems);

        Session = session;
        Manifest = manifest;
        Schema = new FeatureSchema([.. features.Select(ToFeature)]);
        Players = new Players([.. players.Keys], [.. players.Values.Select(columns => columns.Select(Schema.IndexOf).ToArray())]);
        Link = space == OutputSpace.LogOdds ? Link.Logit : Link.Identity;
        OutputNames = [.. explain];
        bool margin = space == OutputSpace.Margin;
        int[] columns = ColumnsOf(session, layout, manifest);
        evaluator = session.CreateEvaluator(layout, output, margin, columns, features);
        structure = new(() => StructureReader.Read(session.Graph, layout, output, margin, columns));
    }

    /// <summary>The opened model.</summary>
    public OnnxSession Session { get; }

    /// <summary>The complete manifest.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>The features, in the order of a row's cells.</summary>
    public FeatureSchema Schema { get; }

    /// <summary>The players of the explanation game.</summary>
    public Players Players { get; }

    /// <summary>The link that turns averaged outputs into the explained space; a margin is cut out of the graph instead and needs none.</summary>
    public Link Link { get; }

    /// <summary>The names of the explained outputs, in the order of the columns of <see cref="IModel.Predict"/>.</summary>
    public IReadOnlyList<string> OutputNames { get; }

    /// <summary>What the model is made of where that is linear, an ensemble of trees or a small network, else null; read from the graph at the first call.</summary>
    public ModelStructure? Structure => structure.Value;

    /// <summary>How the first layer of masked rows is worked out where the model is asked; found out by a trial on the background, once for each.</summary>
    /// <param name="background">The background.</param>
    /// <param name="codes">The codes of its categories.</param>
    /// <exception cref="ModelEvaluationException">ONNX Runtime failed.</exception>
    public FirstLayerUse FirstLayer(Background background, CategoryCodes codes)
    {
        ArgumentNullException.ThrowIfNull(background);
        ArgumentNullException.ThrowIfNull(codes);
        return evaluator.Use(background, codes);
    }

    /// <summary>The model over rows whose categories are codes of <paramref name="codes"/>.</summary>
    /// <returns>Cells in the order of <see cref="Schema"/> to outputs in the order of <see cref="OutputNames"/>; cheap to make.</returns>
    public IModel Bind(CategoryCodes codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        return new BoundModel(this, codes);
    }

    /// <inheritdoc/>
    public void Dispose() => evaluator.Dispose();

    private static Feature ToFeature(ManifestFeature feature) => new(feature.Name, feature.Type ?? FeatureType.Number)
    {
        Categories = feature.Type == FeatureType.Category && feature.Categories is { Count: > 0 } categories ? categories : null,
        AllowsMissing = feature.AllowsMissing ?? false,
        Description = feature.Description,
        Unit = feature.Unit,
    };

    /// <summary>An only column that two classes are named for is the second's; only a run tells for sure how many columns there are.</summary>
    private static int[] ColumnsOf(OnnxSession session, InputLayout layout, ModelManifest manifest)
    {
        var names = manifest.Classes!.ToList();
        var output = session.Signature.Outputs.First(candidate => candidate.Name == manifest.Output);
        bool onlyColumn = names.Count == 2 && session.ShapeOf(layout, output, manifest.Features!)?.Width == 1;
        return [.. manifest.Explain!.Select(name => onlyColumn ? 0 : names.IndexOf(name))];
    }

    private sealed class BoundModel(ExplainableModel model, CategoryCodes codes) : IStructuredModel, IMixingModel
    {
        public int ColumnCount => model.Schema.Count;

        public int OutputCount => model.OutputNames.Count;

        public ModelStructure? Structure => model.Structure;

        public IMixer? CreateMixer(Background background, ReadOnlySpan<bool> masks, int capacity) => model.evaluator.CreateMixer(background, codes, masks, capacity);

        public void Predict(ReadOnlySpan<double> rows, Span<double> outputs) => model.evaluator.Predict(rows, codes, outputs);
    }
}
