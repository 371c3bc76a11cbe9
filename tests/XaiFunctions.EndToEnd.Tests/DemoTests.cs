using System.Globalization;
using XaiFunctions.EndToEnd.Tests.Infrastructure;

namespace XaiFunctions.EndToEnd.Tests;

[Collection(SharedApp.Collection)]
public sealed class DemoTests(SharedApp shared)
{
    private const int BackgroundRows = 100;
    private const int GoodRows = 112;
    private const int BadRows = 8;

    [Fact]
    public async Task Demo_Sample_LeavesAllDocumentsAndTellsWhere()
    {
        CommandResult demo = await CommandLine.RunAsync(shared.App.Directory, shared.Settings, "demo");

        Assert.True(demo.ExitCode == 0, demo.Output + demo.Error);
        var documents = new JobDocuments("", new DirectoryInfo(Path.Combine(shared.App.StateDirectory, "demo")));
        Assert.Equal(["attributions.csv", "document.json", "rejected.csv", "report.html", "rows.jsonl"], documents.Names);
        Assert.Contains("explanations/german-credit/", demo.Output);
        Assert.Contains(documents.Folder.FullName, demo.Output);
        Assert.Equal(BadRows, documents.Lines("rejected.csv").Length - 1);
        Assert.Equal(GoodRows, documents.Lines("rows.jsonl").Length);
        AssertPredictionsAreScikitLearns(documents);
        Assert.All(documents.Attributions(), line => Assert.Equal(line.Prediction, line.BaseValue + line.Attributions.Sum(), 1e-6));
    }

    private static void AssertPredictionsAreScikitLearns(JobDocuments documents)
    {
        double[] expected = [.. File.ReadLines(Repository.Truth("boosted-trees", "predictions.csv").FullName)
            .Skip(1 + BackgroundRows)
            .Select(line => double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture))];
        double[] actual = [.. documents.Attributions().Select(line => line.Prediction)];
        Assert.Equal(GoodRows, actual.Length);
        Assert.All(actual.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-6));
    }
}
