using XaiFunctions.Core.Games;
using XaiFunctions.Core.Tables;
using XaiFunctions.Onnx.Manifest;
using XaiFunctions.Onnx.Registration;

namespace XaiFunctions.Onnx;

/// <summary>What happens once when a model is put into the registry: fill in what the manifest leaves out, and refuse what cannot work.</summary>
public static class ModelRegistration
{
    private const int ProbeRows = 1024;

    /// <summary>Fills in every field of a manifest from the graph and the background's header.</summary>
    /// <param name="session">The opened model.</param>
    /// <param name="given">What people said; it is checked and overrules what the graph says.</param>
    /// <param name="backgroundHeader">
    /// The background's column names. Columns are matched by name; only the features of a model of one input without a list of features in
    /// the manifest take their names from the header, in its order. Columns that are no features are ignored (<see cref="IgnoredColumns"/>).
    /// </param>
    /// <exception cref="InvalidModelException">Manifest, graph and background do not fit together; every problem found is listed.</exception>
    public static ModelManifest Complete(OnnxSession session, ModelManifest given, IReadOnlyList<string> backgroundHeader)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(given);
        ArgumentNullException.ThrowIfNull(backgroundHeader);

        var problems = new List<string>();
        string[] columns = [.. backgroundHeader.Where(column => column != given.BackgroundWeights && column != given.KeyColumn)];
        string background = given.Background ?? "background.csv";
        if (background.Length == 0 || background.AsSpan().ContainsAny('/', '\\') || background.StartsWith('.') || background.Any(char.IsControl))
            problems.Add($"The background must be the plain name of a file beside the manifest, not {Words.Quote(background)}.");

        if (FeatureCompletion.Apply(session, given.Features, columns, problems) is not var (features, layout))
            throw new InvalidModelException(problems);

        string[] names = [.. features.Select(feature => feature.Name)];
        if (given.BackgroundWeights is { } weights && names.Contains(weights, StringComparer.Ordinal))
            problems.Add($"The background's weights cannot be the column {Words.Quote(weights)}: that is a feature.");
        if (given.KeyColumn is { } key && (key.Length == 0 || key == given.BackgroundWeights || names.Contains(key, StringComparer.Ordinal)))
            problems.Add($"The key column cannot be {Words.Quote(key)}: it has a name that no feature and no weights have.");
        var complete = given with
        {
            Features = features,
            Players = PlayerCompletion.Apply(given.Players, names, problems),
            Background = background,
            Sensitive = given.Sensitive ?? [],
            Reasons = given.Reasons ?? new Dictionary<string, ReasonText>(),
            Limits = given.Limits ?? new ModelLimits(),
        };
        PlayerCompletion.Check(complete, names, problems);
        complete = OutputCompletion.Apply(session, complete, layout, problems);
        return problems.Count == 0 ? complete : throw new InvalidModelException(problems);
    }

    /// <summary>The columns of a file that are no features of the model.</summary>
    public static IReadOnlyList<string> IgnoredColumns(ModelManifest complete, IReadOnlyList<string> header)
    {
        ArgumentNullException.ThrowIfNull(complete);
        return [.. header.Except((complete.Features ?? []).Select(feature => feature.Name), StringComparer.Ordinal).Where(column => column != complete.BackgroundWeights && column != complete.KeyColumn)];
    }

    /// <summary>Runs the background through the model, as every explanation will, and refuses answers that no explanation can be made of.</summary>
    /// <param name="model">The model as its complete manifest describes it.</param>
    /// <param name="background">The background, its cells in the order of the model's schema.</param>
    /// <param name="codes">The codes of the background's categories.</param>
    /// <exception cref="InvalidModelException">
    /// The background has other columns than the model, ONNX Runtime fails, an output is NaN or infinite, or one that is to be explained in
    /// log-odds lies outside [0, 1].
    /// </exception>
    public static void Probe(ExplainableModel model, Background background, CategoryCodes codes)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(background);
        var bound = model.Bind(codes);
        if (background.ColumnCount != bound.ColumnCount)
            throw new InvalidModelException($"The background has {background.ColumnCount} columns, the model {bound.ColumnCount} features.");

        var outputs = new double[Math.Min(ProbeRows, background.RowCount) * bound.OutputCount];
        for (int first = 0; first < background.RowCount; first += ProbeRows)
        {
            int rows = Math.Min(ProbeRows, background.RowCount - first);
            var values = outputs.AsSpan(0, rows * bound.OutputCount);
            try
            {
                bound.Predict(background.Cells.Slice(first * bound.ColumnCount, rows * bound.ColumnCount), values);
            }
            catch (Exception failed) when (failed is ModelEvaluationException or ArgumentException)
            {
                throw new InvalidModelException($"The model does not run on the background (rows {first + 1} to {first + rows}): {failed.Message}", failed);
            }

            Check(model, values, first);
        }
    }

    private static void Check(ExplainableModel model, ReadOnlySpan<double> values, int firstRow)
    {
        for (int at = 0; at < values.Length; at++)
        {
            string where = $"for background row {firstRow + (at / model.OutputNames.Count) + 1}, output {Words.Quote(model.OutputNames[at % model.OutputNames.Count])}";
            if (!double.IsFinite(values[at]))
                throw new InvalidModelException($"The model answers {values[at]} {where}; an explanation needs numbers.");
            if (model.Link == Link.Logit && values[at] is < -1e-6 or > (1 + 1e-6))
                throw new InvalidModelException($"The space log-odds needs probabilities, but the model answers a number outside [0, 1] {where}.");
        }
    }
}
