using System.Globalization;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Tables;
using XaiFunctions.Onnx;
using XaiFunctions.Onnx.Manifest;

namespace XaiFunctions.Benchmarks;

/// <summary>A model of the German Credit sample: 61 columns, 20 players, 100 background rows.</summary>
internal sealed class SampleModel : IDisposable
{
    public static readonly IReadOnlyList<string> Names = ["boosted-trees", "logistic-regression", "network"];

    private readonly OnnxSession session;

    public SampleModel(string name)
    {
        ModelBytes = File.ReadAllBytes(PathOf(name, "model.onnx"));
        string[][] background = ReadCsv(PathOf("background.csv"));
        session = OnnxSession.Open(ModelBytes);
        ModelManifest manifest = ModelRegistration.Complete(session, ModelManifest.Parse(File.ReadAllBytes(PathOf(name, "manifest.json"))), background[0]);
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

    /// <summary>The sample has neither quotes nor line breaks in its cells.</summary>
    public static string[][] ReadCsv(string path) => [.. File.ReadLines(path).Where(line => line.Length > 0).Select(line => line.Split(','))];

    public void Dispose()
    {
        Model.Dispose();
        session.Dispose();
    }
}
