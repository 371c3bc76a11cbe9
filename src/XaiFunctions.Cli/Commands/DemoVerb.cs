using System.CommandLine;
using XaiFunctions.Cli.Client;
using XaiFunctions.Cli.Display;
using XaiFunctions.Cli.Hosting;

namespace XaiFunctions.Cli.Commands;

/// <summary><c>demo</c>: the main job on the German Credit sample.</summary>
internal static class DemoVerb
{
    private const string ModelName = "german-credit";
    private const int ShownRows = 3;

    /// <summary>The verb with its options.</summary>
    public static Command Create(Terminal terminal)
    {
        var serve = new Option<bool>("--serve") { Description = "Leave the app running until Ctrl+C." };
        var command = new Command("demo", "Explains the sample: a boosted-tree model of credit risk and 120 applicants, eight rows wrong on purpose.") { serve };
        command.Does(terminal, (parsed, cancellation) => RunAsync(terminal, parsed.GetValue(serve), cancellation));
        return command;
    }

    private static async Task RunAsync(Terminal terminal, bool serve, CancellationToken cancellation)
    {
        string sample = Path.Combine(AppContext.BaseDirectory, "Samples", "german-credit");
        ModelFiles model = await ModelFiles.ReadAsync(
            ModelName, In(sample, "boosted-trees/model.onnx"), In(sample, "background.csv"), In(sample, "boosted-trees/manifest.json"),
            new Dictionary<string, string>(), null, cancellation);
        await using Stream rows = LocalFiles.OpenRead(In(sample, "scoring.csv"));

        await using AppConnection connection = await AppConnection.OpenAsync(terminal, cancellation);
        var run = new ExplainRun(connection.App, connection.Storage, terminal);
        await run.RegisterAsync(model, cancellation);
        string job = await run.ExplainAsync(model.Name, model.Version, "scoring.csv", rows, new ExplanationOptions(), cancellation);
        var folder = new DirectoryInfo(Path.Combine(AppConnection.StateDirectory, "demo"));
        await Results.FetchAsync(connection, terminal, model.Name, job, folder, cancellation);
        await Results.ShowRowsAsync(terminal, folder, ShownRows, cancellation);
        terminal.Line();
        terminal.Line($"Open {Path.Combine(folder.FullName, "report.html")} in a browser.");
        if (serve)
        {
            terminal.Line($"The app goes on running at {connection.App.Url}; Ctrl+C ends it.");
            await ServeVerb.UntilInterruptedAsync(connection.WaitForExitAsync, cancellation);
        }
    }

    private static FileInfo In(string folder, string file) => new(Path.Combine(folder, file));
}
