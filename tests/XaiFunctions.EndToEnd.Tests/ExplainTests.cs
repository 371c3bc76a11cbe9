using XaiFunctions.EndToEnd.Tests.Infrastructure;

namespace XaiFunctions.EndToEnd.Tests;

[Collection(SharedApp.Collection)]
public sealed class ExplainTests(SharedApp shared)
{
    /// <summary>ONNX Runtime computes in single precision; under the logit link its rounding grows by up to 1 / (p (1 - p)).</summary>
    [Theory]
    [InlineData("boosted-trees", "raw", "expected.json", 1e-6)]
    [InlineData("boosted-trees", "log-odds", "expected_logit.json", 1e-4)]
    [InlineData("logistic-regression", "raw", "expected.json", 1e-6)]
    [InlineData("logistic-regression", "log-odds", "expected_logit.json", 1e-4)]
    [InlineData("network", "raw", "expected.json", 1e-6)]
    [InlineData("network", "log-odds", "expected_logit.json", 1e-4)]
    public async Task Explain_MethodExact_AgreesWithEnumerationElsewhere(string model, string space, string expected, double tolerance)
    {
        string folder = Path.Combine(shared.App.Directory, $"{model}-{space}");

        CommandResult result = await CommandLine.RunAsync(
            shared.App.Directory, shared.Settings, "explain", "--method", "exact", "--space", space, "--out", folder,
            "--model", Repository.Sample(model, "model.onnx").FullName, "--manifest", Repository.Truth(model, "manifest.json").FullName,
            "--background", Repository.Truth("background.csv").FullName, "--rows", Repository.Truth("rows.csv").FullName);

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        double difference = ExpectedValues.Read(Repository.Truth(model, expected)).LargestDifference(new JobDocuments("", new DirectoryInfo(folder)));
        Assert.InRange(difference, 0, tolerance);
    }

    [Fact]
    public async Task Explain_WrongHeader_ExitsWithOneLineThatNamesFileAndColumns()
    {
        string rows = Path.Combine(shared.App.Directory, "wrong-header.csv");
        await File.WriteAllTextAsync(rows, "Duration,Amount\n12,1000\n");

        CommandResult result = await CommandLine.RunAsync(
            shared.App.Directory, shared.Settings, "explain", "--out", Path.Combine(shared.App.Directory, "never"), "--rows", rows,
            "--model", Repository.Sample("network", "model.onnx").FullName, "--manifest", Repository.Sample("network", "manifest.json").FullName,
            "--background", Repository.Sample("background.csv").FullName);

        Assert.Equal(1, result.ExitCode);
        string line = Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("wrong-header.csv", line);
        Assert.Contains("InstallmentRatePercentage", line);
    }

    [Fact]
    public async Task Explain_FormatMarkdown_PrintsThePageAndNothingElse()
    {
        string folder = Path.Combine(shared.App.Directory, "markdown"), rows = Path.Combine(shared.App.Directory, "labelled.csv");
        string[] lines = File.ReadAllLines(Repository.Sample("scoring.csv").FullName);
        File.WriteAllLines(rows, lines.Select((line, index) => $"{line},{(index == 0 ? "outcome" : index % 2 == 0 ? "good" : "bad")}"));
        CommandResult result = await CommandLine.RunAsync(
            shared.App.Directory, shared.Settings, "explain", "--format", "markdown", "--max-evaluations", "40", "--out", folder,
            "--model", Repository.Sample("logistic-regression", "model.onnx").FullName, "--manifest", Repository.Sample("logistic-regression", "manifest.json").FullName,
            "--background", Repository.Sample("background.csv").FullName, "--rows", rows, "--label-column", "outcome", "--loss", "squared-error");

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.StartsWith("# ", result.Output);
        Assert.Contains("Knowing all players takes the mean squared error over 112 labelled rows from", result.Output);
        Assert.Contains("Rejected rows (8)", result.Output);
        Assert.DoesNotContain("Registered", result.Output);
        Assert.Contains("Registered", result.Error);
        Assert.True(File.Exists(Path.Combine(folder, "report.html")));
    }

    [Fact]
    public async Task Explain_MissingFile_ExitsWithOneLineThatNamesIt()
    {
        CommandResult result = await CommandLine.RunAsync(
            shared.App.Directory, shared.Settings, "explain", "--out", "out", "--rows", "rows.csv", "--model", "no-such.onnx", "--background", "b.csv");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("no-such.onnx", Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }
}
