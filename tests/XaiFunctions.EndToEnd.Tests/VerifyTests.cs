using XaiFunctions.App.Tests.Support;
using XaiFunctions.EndToEnd.Tests.Infrastructure;

namespace XaiFunctions.EndToEnd.Tests;

[Collection(SharedApp.Collection)]
public sealed class VerifyTests(SharedApp shared)
{
    [Fact]
    public async Task Verify_StoredDocuments_PassesUntilADigitIsChanged()
    {
        string folder = Path.Combine(shared.App.Directory, "to-verify");
        CommandResult explained = await RunAsync(
            "explain", "--out", folder, "--rows", Repository.Sample("scoring.csv").FullName, "--seed", "5",
            "--model", Repository.Sample("network", "model.onnx").FullName, "--manifest", Repository.Sample("network", "manifest.json").FullName,
            "--background", Repository.Sample("background.csv").FullName);
        Assert.True(explained.ExitCode == 0, explained.Output + explained.Error);

        CommandResult verified = await RunAsync("verify", folder);
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);
        Assert.Contains("112 lines", verified.Output);

        ChangeLastDigit(Path.Combine(folder, "attributions.csv"), line: 8);
        CommandResult forged = await RunAsync("verify", folder);
        Assert.Equal(1, forged.ExitCode);
        Assert.Contains("attributions.csv, line 8", forged.Error);
    }

    [Fact]
    public async Task Verify_RowsThatTheModelRejected_KeepTheirPlaceInTheNumbering()
    {
        const int columns = 12;
        double[][] rows = [.. OnnxModels.Rows(20, columns, 1).Select(row => row.Select(cell => 2 + cell).ToArray())];
        rows[2][0] = -99;
        string folder = Path.Combine(shared.App.Directory, "root-of-sum");
        string InFolder(string name) => Path.Combine(folder, name);
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(InFolder("model.onnx"), OnnxModels.RootOfSum(columns));
        File.WriteAllBytes(InFolder("background.csv"), OnnxModels.Csv([.. OnnxModels.Rows(5, columns, 2).Select(row => row.Select(cell => 3 + cell).ToArray())]));
        File.WriteAllBytes(InFolder("rows.csv"), OnnxModels.Csv(rows));
        CommandResult explained = await RunAsync(
            "explain", "--out", InFolder("out"), "--rows", InFolder("rows.csv"), "--model", InFolder("model.onnx"), "--background", InFolder("background.csv"), "--max-evaluations", "100", "--max-error", "1e-12", "--summarize", "k-medoids:3");
        Assert.True(explained.ExitCode == 0, explained.Output + explained.Error);

        CommandResult verified = await RunAsync("verify", InFolder("out"));

        Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);
        Assert.Contains("19 lines", verified.Output);
        Assert.Contains("k-medoids", File.ReadAllText(InFolder("out/document.json")));
    }

    private static void ChangeLastDigit(string path, int line)
    {
        string[] lines = File.ReadAllLines(path);
        string text = lines[line - 1];
        lines[line - 1] = text[..^1] + (text[^1] == '1' ? '2' : '1');
        File.WriteAllLines(path, lines);
    }

    private Task<CommandResult> RunAsync(params string[] arguments) => CommandLine.RunAsync(shared.App.Directory, shared.Settings, arguments);
}
