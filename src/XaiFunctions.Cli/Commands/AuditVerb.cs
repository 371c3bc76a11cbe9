using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using XaiFunctions.Cli.Client;
using XaiFunctions.Cli.Display;
using XaiFunctions.Cli.Hosting;

namespace XaiFunctions.Cli.Commands;

/// <summary><c>audit</c>: audits what a model scored in a period, and fetches the audit.</summary>
internal static class AuditVerb
{
    private static readonly string[] Files =
    [
        "audit.json", "report.html", "summary.md", .. from what in (string[])["model-card", "datasheet", "evidence"] from form in (string[])["json", "html", "md"] select $"{what}.{form}",
    ];

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>The verb with its options.</summary>
    public static Command Create(Terminal terminal)
    {
        var model = new Option<string>("--model") { Description = "The model's name in the registry.", Required = true };
        var from = new Option<DateTimeOffset?>("--from") { Description = "The beginning of the period; default: a day before its end." };
        var to = new Option<DateTimeOffset?>("--to") { Description = "The end of the period; default: now." };
        var output = new Option<DirectoryInfo>("--out") { Description = "Where the audit's files go.", Required = true };
        var command = new Command("audit", "Audits what a model scored in a period: drift, performance, alerts.") { model, from, to, output };
        command.Does(terminal, async (parsed, cancellation) =>
        {
            await using AppConnection connection = await AppConnection.OpenAsync(terminal, cancellation);
            string address = await connection.App.AskForAuditAsync(parsed.GetValue(model)!, parsed.GetValue(from), parsed.GetValue(to), cancellation);
            await WaitAsync(connection.App, address, cancellation);
            await FetchAsync(connection.App, terminal, address, parsed.GetValue(output)!, cancellation);
        });
        return command;
    }

    private static async Task WaitAsync(AppClient app, string address, CancellationToken cancellation)
    {
        while (true)
        {
            JsonNode view = JsonNode.Parse(await app.ReadAsync(address, cancellation))!;
            switch (view["status"]!.GetValue<string>())
            {
                case "completed":
                    return;
                case "failed":
                    throw new CommandFailedException($"The audit could not be made: {view["problem"]}");
                default:
                    await Task.Delay(Interval, cancellation);
                    break;
            }
        }
    }

    private static async Task FetchAsync(AppClient app, Terminal terminal, string address, DirectoryInfo folder, CancellationToken cancellation)
    {
        LocalFiles.CreateDirectory(folder);
        foreach (string file in Files)
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, file), await app.ReadAsync($"{address}/files/{file}", cancellation), cancellation);
        JsonNode audit = JsonNode.Parse(await File.ReadAllBytesAsync(Path.Combine(folder.FullName, Files[0]), cancellation))!;
        terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{audit["scored"]!["rows"]} rows audited; the audit is in {folder.FullName}."));
        foreach (JsonNode? alert in audit["alerts"]!.AsArray())
            terminal.Line($"  ALERT ({alert!["severity"]}): {alert["sentence"]}");
        foreach (JsonNode? finding in audit["findings"]!.AsArray())
            terminal.Line($"  {finding}");
    }
}
