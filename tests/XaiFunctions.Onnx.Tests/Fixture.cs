using System.Text.Json;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Tables;
using XaiFunctions.Onnx.Manifest;

namespace XaiFunctions.Onnx.Tests;

/// <summary>One of the models of Fixtures/make_fixtures.py with its rows and expected numbers.</summary>
internal sealed class Fixture : IDisposable
{
    private readonly JsonElement expected;

    public Fixture(string name, OnnxSessionOptions? options = null)
    {
        Session = OnnxSession.Open(Bytes(name), options);
        expected = JsonDocument.Parse(File.ReadAllBytes(PathOf(name + ".json"))).RootElement;
        Columns = Texts(expected.GetProperty("columns"));
        Codes = new CategoryCodes();
        Rows = Cells(expected.GetProperty("rows"));
        Background = Cells(expected.GetProperty("background"));
    }

    public static string[] All { get; } =
    [
        "columns", "columns_mlnet", "groups", "linear", "linear_batch1", "linear_batch8", "linear_double", "linear_flat", "linear_int64", "logistic",
        "logistic_zipmap_int64", "logistic_zipmap_string", "network_complement", "network_sigmoid", "network_softmax", "trees_binary", "trees_forest",
        "trees_multiclass", "trees_positive", "trees_regression",
    ];

    public OnnxSession Session { get; }

    public IReadOnlyList<string> Columns { get; }

    public CategoryCodes Codes { get; }

    /// <summary>Row-major: rows x columns.</summary>
    public double[] Rows { get; }

    /// <summary>Row-major: background rows x columns.</summary>
    public double[] Background { get; }

    public int RowCount => Rows.Length / Columns.Count;

    public IReadOnlyList<string>? Classes => expected.GetProperty("classes") is { ValueKind: JsonValueKind.Array } classes ? Texts(classes) : null;

    public IReadOnlyList<string> Types => Texts(expected.GetProperty("types"));

    public bool HasSpace(OutputSpace space) => expected.GetProperty("spaces").TryGetProperty(NameOf(space), out _);

    /// <summary>Rows x outputs. In log-odds: the probabilities, to which the link is still to be applied.</summary>
    public double[] Outputs(OutputSpace space) => Numbers(expected.GetProperty("spaces").GetProperty(NameOf(space)).GetProperty("outputs"));

    /// <summary>Explained rows x outputs x columns, for the first rows.</summary>
    public double[] Attributions(OutputSpace space) => Numbers(expected.GetProperty("spaces").GetProperty(NameOf(space)).GetProperty("attributions"));

    public ModelManifest Complete(ModelManifest? given = null) => ModelRegistration.Complete(Session, given ?? new ModelManifest(), Columns);

    public ExplainableModel Model(OutputSpace space = OutputSpace.Raw) => new(Session, Complete(new ModelManifest { Space = space }));

    public double[] Predict(ExplainableModel model, double[]? rows = null)
    {
        IModel bound = model.Bind(Codes);
        rows ??= Rows;
        var outputs = new double[rows.Length / bound.ColumnCount * bound.OutputCount];
        bound.Predict(rows, outputs);
        return outputs;
    }

    public void Dispose() => Session.Dispose();

    public static byte[] Bytes(string name) => File.ReadAllBytes(PathOf(name + ".onnx"));

    private static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Fixtures", file);

    private static string NameOf(OutputSpace space) => space switch
    {
        OutputSpace.LogOdds => "log-odds",
        OutputSpace.Margin => "margin",
        _ => "raw",
    };

    private static string[] Texts(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetString()!)];

    private static double[] Numbers(JsonElement nested) =>
        nested.ValueKind == JsonValueKind.Array ? [.. nested.EnumerateArray().SelectMany(Numbers)] : [nested.GetDouble()];

    private double[] Cells(JsonElement rows) =>
        [.. rows.EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(cell => cell.ValueKind == JsonValueKind.String ? Codes.Add(cell.GetString()!) : cell.GetDouble())];
}
