using XaiFunctions.Cli.Client;

namespace XaiFunctions.EndToEnd.Tests.Infrastructure;

/// <summary>The German Credit models as they are registered.</summary>
internal static class SampleModels
{
    /// <summary>A model with the sample's background and its 20 players.</summary>
    public static async Task<ModelFiles> ReadAsync(string model) => new(
        model,
        await File.ReadAllBytesAsync(Repository.Sample(model, "model.onnx").FullName),
        await File.ReadAllBytesAsync(Repository.Sample("background.csv").FullName),
        await File.ReadAllBytesAsync(Repository.Sample(model, "manifest.json").FullName));

    /// <summary>The first lines of the sample's scoring file, the header and bad rows included.</summary>
    public static byte[] ScoringLines(int count) =>
        System.Text.Encoding.UTF8.GetBytes(string.Concat(File.ReadLines(Repository.Sample("scoring.csv").FullName).Take(count + 1).Select(line => line + "\n")));
}
