using System.Globalization;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Tables;
using XaiFunctions.Onnx;
using XaiFunctions.Onnx.Manifest;

namespace XaiFunctions.Benchmarks;

/// <summary>A model of the German Credit sample: 61 columns, 20 players (or those of another manifest), 100 background rows.</summary>
internal sealed class SampleModel : IDisposable
{
    public static readonly IReadOnlyList<string> Names = ["boosted-trees", "logistic-regression", "network"];

    private readonly OnnxSession session;

    public SampleModel(string name, OutputSpace space = OutputSpace.Raw, string? manifestFile = null, OnnxSessionOptions? options = null)
    {
        ModelBytes = File.ReadAllBytes(PathOf(name, "model.onnx"));
        string[][] background = ReadCsv(PathOf("background.csv"));
        session = OnnxSession.Open(ModelBytes, options);
        ModelManifest given = ModelManifest.Parse(File.ReadAllBytes(manifestFile ?? PathOf(name, "manifest.json"))) with { Space = space };
        ModelManifest manifest = ModelRegistration.Complete(session, given, background[0]);
        Model = new ExplainableModel(session, manifest);
        int[] places = [.. Model.Schema.Features.Select(feature => Array.IndexOf(background[0], feature.Name))];
        var cells = background.Skip(1).SelectMany(row => places.Select(place => double.Parse(row[place], CultureInfo.InvariantCulture))).ToArray();
        Bound = Model.Bind(new CategoryCodes());
        Game = new ExplanationGame(Bound, new Background(cells, places.Length), Model.Players, Model.Link);
    }

    public byte[] ModelBytes { get; }

    public ExplainableModel Model { get; }

    public IModel Bound { get; }

    public ExplanationGame Game { get; }

    public static string PathOf(params string[] parts) => Path.Combine([AppContext.BaseDirectory, "Samples", "german-credit", .. parts]);

    /// <summary>The manifest of a model that groups its columns into 12 players, few enough for all coalitions.</summary>
    public static string TwelvePlayers(string name) => Path.Combine(AppContext.BaseDirectory, "Truth", "german-credit", name, "manifest.json");

    /// <summary>The sample has neither quotes nor line breaks in its cells.</summary>
    public static string[][] ReadCsv(string path) => [.. File.ReadLines(path).Where(line => line.Length > 0).Select(line => line.Split(','))];

    public void Dispose()
    {
        Model.Dispose();
        session.Dispose();
    }
}
