using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json.Nodes;
using XaiFunctions.Cli.Client;
using XaiFunctions.Cli.Display;
using XaiFunctions.Cli.Hosting;

namespace XaiFunctions.Cli.Commands;

/// <summary><c>explain</c>: registers a model, drops a scoring file, waits, and fetches the documents.</summary>
internal static class ExplainVerb
{
    private const string Markdown = "markdown";

    /// <summary>The verb with its options.</summary>
    public static Command Create(Terminal terminal)
    {
        Option<FileInfo> model = CommonOptions.Model(), background = CommonOptions.Background();
        var rows = new Option<FileInfo>("--rows") { Description = "The rows to explain: CSV or JSON Lines, plain or gzip.", Required = true };
        var folder = new Option<DirectoryInfo>("--out") { Description = "The folder that receives the documents.", Required = true };
        Option<FileInfo?> manifest = CommonOptions.Manifest();
        Option<string?> space = CommonOptions.Space(), output = CommonOptions.Output(), name = CommonOptions.Name();
        var maxEvaluations = new Option<int?>("--max-evaluations") { Description = "Coalitions valued per row, at most." };
        var maxError = new Option<double?>("--max-error") { Description = "The largest error of an attribution; sampling goes on until it holds." };
        var relative = new Option<bool>("--max-error-is-relative") { Description = "Take --max-error as a share of the range of a row's attributions." };
        var deadline = new Option<TimeSpan?>("--deadline") { Description = "When to stop with what there is: 30s, 5m, 1h or hh:mm:ss.", CustomParser = ParseDuration };
        var method = new Option<string?>("--method") { Description = "How to compute the attributions: auto, kernel, exact, closed-form." };
        var seed = new Option<ulong?>("--seed") { Description = "The seed of the coalitions; the same seed gives the same bytes." };
        var interactions = new Option<bool>("--interactions") { Description = "Give the interactions of all pairs of players, where they can be had exactly." };
        var labels = new Option<string?>("--label-column") { Description = "The column of --rows that has the labels; the document then tells how much each player reduces the loss." };
        var loss = new Option<string?>("--loss") { Description = "The loss: log-loss, squared-error, zero-one. Needs --label-column." };
        var reasons = new Option<string?>("--reasons") { Description = "Which way reason codes must have moved the output: lowers (the default), or raises if high is what nobody hopes for." };
        reasons.AcceptOnlyFromAmong("lowers", "raises");
        var callback = new Option<string?>("--callback") { Description = "An https address on a host that the app allows; it is told when the job has ended." };
        Option<JsonObject?> summarize = CommonOptions.Summarize();
        var format = new Option<string>("--format") { Description = "What is printed: text, or markdown (a page for a pull request or a ticket, and nothing else).", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", Markdown);

        var command = new Command("explain", "Registers a model, drops a scoring file, waits, and fetches the documents.")
        {
            model, background, rows, folder, manifest, name, space, output, maxEvaluations, maxError, relative, deadline, method, seed, reasons, interactions, callback, labels, loss, summarize, format,
        };
        command.Validators.Add(parsed =>
        {
            if (parsed.GetValue(relative) && parsed.GetResult(maxError) is null or { Implicit: true })
                parsed.AddError("--max-error-is-relative needs --max-error.");
            if (parsed.GetValue(loss) is not null && parsed.GetValue(labels) is null)
                parsed.AddError("--loss needs --label-column.");
        });
        command.Does(terminal, async (parsed, cancellation) =>
        {
            var options = new ExplanationOptions
            {
                Method = parsed.GetValue(method),
                MaxEvaluations = parsed.GetValue(maxEvaluations),
                MaxError = parsed.GetValue(maxError),
                MaxErrorIsRelative = parsed.GetValue(relative),
                Deadline = parsed.GetValue(deadline),
                Seed = parsed.GetValue(seed),
                Interactions = parsed.GetValue(interactions),
                Reasons = parsed.GetValue(reasons),
                Callback = parsed.GetValue(callback),
                LabelColumn = parsed.GetValue(labels),
                Loss = parsed.GetValue(loss),
            };
            ModelFiles files = await ModelFiles.ReadAsync(
                parsed.GetValue(name), parsed.GetValue(model)!, parsed.GetValue(background)!, parsed.GetValue(manifest),
                CommonOptions.Overrides(parsed.GetValue(space), parsed.GetValue(output)), parsed.GetValue(summarize), cancellation);
            await RunAsync(terminal, files, parsed.GetValue(rows)!, parsed.GetValue(folder)!, options, parsed.GetValue(format) == Markdown, cancellation);
        });
        return command;
    }

    private static async Task RunAsync(
        Terminal terminal, ModelFiles files, FileInfo rows, DirectoryInfo folder, ExplanationOptions options, bool markdown, CancellationToken cancellation)
    {
        Terminal told = markdown ? terminal.Aside : terminal;
        await using Stream content = LocalFiles.OpenRead(rows);
        await using AppConnection connection = await AppConnection.OpenAsync(told, cancellation);
        var run = new ExplainRun(connection.App, connection.Storage, told);
        await run.RegisterAsync(files, cancellation);
        string job = await run.ExplainAsync(files.Name, files.Version, rows.Name, content, options, cancellation);
        await Results.FetchAsync(connection, told, files.Name, job, folder, cancellation);
        if (markdown)
            terminal.Line(await connection.App.MarkdownAsync(job, cancellation));
    }

    private static TimeSpan? ParseDuration(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (text.Contains(':') && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan duration) && duration > TimeSpan.Zero)
            return duration;

        Func<double, TimeSpan>? unit = text.Length < 2 ? null : text[^1] switch
        {
            's' => TimeSpan.FromSeconds,
            'm' => TimeSpan.FromMinutes,
            'h' => TimeSpan.FromHours,
            _ => null,
        };
        if (unit is not null && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && number > 0)
            return unit(number);

        argument.AddError($"'{text}' is no duration: write 30s, 5m, 1h or hh:mm:ss.");
        return null;
    }
}
