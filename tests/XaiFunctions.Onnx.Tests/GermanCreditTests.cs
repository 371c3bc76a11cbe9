using System.Globalization;
using XaiFunctions.Core.Tables;
using XaiFunctions.Onnx.Manifest;

namespace XaiFunctions.Onnx.Tests;

/// <summary>The sample's models against scikit-learn's own predictions, for all rows of the sample's background and scoring files.</summary>
public sealed class GermanCreditTests
{
    private const int Features = 61;
    private const int MaxModelBytes = 2 << 20;

    private static readonly string Root = FindRoot();
    private static readonly string Sample = Path.Combine(Root, "src", "XaiFunctions.Cli", "Samples", "german-credit");
    private static readonly string Truth = Path.Combine(Root, "tests", "Truth", "german-credit");

    [Theory]
    [InlineData("boosted-trees", 1)]
    [InlineData("logistic-regression", 1)]
    [InlineData("network", 0)]
    public void Predict_SampleModel_AgreesWithScikitLearn(string name, int column)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(Sample, name, "model.onnx"));
        Assert.InRange(bytes.Length, 1, MaxModelBytes);
        using OnnxSession session = OnnxSession.Open(bytes);
        ModelManifest given = ModelManifest.Parse(File.ReadAllBytes(Path.Combine(Sample, name, "manifest.json")));
        ModelManifest complete = ModelRegistration.Complete(session, given, File.ReadLines(Path.Combine(Sample, "background.csv")).First().Split(','));
        using var model = new ExplainableModel(session, complete);
        Assert.Equal(20, model.Players.Count);
        Assert.Equal(["good"], model.OutputNames);

        double[] rows = [.. GoodRows("background.csv"), .. GoodRows("scoring.csv")];
        double[] expected = [.. File.ReadLines(Path.Combine(Truth, name, "predictions.csv")).Skip(1).Select(line => Number(line.Split(',')[column]))];
        var actual = new double[rows.Length / Features];
        model.Bind(new CategoryCodes()).Predict(rows, actual);

        Assert.Equal(expected.Length, actual.Length);
        Assert.All(actual.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-6));
    }

    /// <summary>The rows that are not wrong on purpose: all cells, finite numbers, whole, and 0 or 1 where only those are allowed.</summary>
    private static IEnumerable<double> GoodRows(string file) => File.ReadLines(Path.Combine(Sample, file))
        .Skip(1)
        .Select(line => line.Split(','))
        .Where(cells => cells.Length == Features && cells.All(IsWhole) && Number(cells[7]) <= 1)
        .SelectMany(cells => cells.Select(Number));

    private static bool IsWhole(string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsInteger(number);

    private static double Number(string cell) => double.Parse(cell, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "XaiFunctions.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"{AppContext.BaseDirectory} lies in no folder with XaiFunctions.sln.");
    }
}
