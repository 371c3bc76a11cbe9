using System.CommandLine;
using System.Text;
using XaiFunctions.Cli.Client;
using XaiFunctions.Cli.Display;
using XaiFunctions.Cli.Hosting;

namespace XaiFunctions.Cli.Commands;

/// <summary><c>card</c>, <c>datasheet</c> and <c>evidence</c>: what is written about a model for those who are answerable for it.</summary>
internal static class GovernanceVerb
{
    private static readonly Dictionary<string, string> MediaTypes = new(StringComparer.Ordinal) { ["markdown"] = "text/markdown", ["html"] = "text/html", ["json"] = "application/json" };

    /// <summary>One of the verbs with its options.</summary>
    /// <param name="terminal">Where it prints.</param>
    /// <param name="verb">Its name, which is also its place below the model.</param>
    /// <param name="description">What it gives.</param>
    public static Command Create(Terminal terminal, string verb, string description)
    {
        var model = new Option<string>("--model") { Description = "The model's name in the registry.", Required = true };
        var version = new Option<string?>("--version") { Description = "Its version; default: the one registered last." };
        var format = new Option<string>("--format") { Description = "markdown, html or json.", DefaultValueFactory = _ => "markdown" };
        format.AcceptOnlyFromAmong([.. MediaTypes.Keys]);
        var file = new Option<FileInfo?>("--out") { Description = "The file that it goes into; default: it is printed." };
        var command = new Command(verb, description) { model, version, format, file };
        command.Does(terminal, async (parsed, cancellation) =>
        {
            Terminal told = parsed.GetValue(file) is null ? terminal.Aside : terminal;
            await using AppConnection connection = await AppConnection.OpenAsync(told, cancellation);
            string address = $"api/models/{Uri.EscapeDataString(parsed.GetValue(model)!)}/{verb}"
                + (parsed.GetValue(version) is { } named ? $"?version={Uri.EscapeDataString(named)}" : "");
            byte[] content = await connection.App.ReadAsync(address, MediaTypes[parsed.GetValue(format)!], cancellation);
            if (parsed.GetValue(file) is { } target)
                await WriteAsync(target, content, cancellation);
            else
                terminal.Line(Encoding.UTF8.GetString(content).TrimEnd('\n'));
        });
        return command;
    }

    private static async Task WriteAsync(FileInfo target, byte[] content, CancellationToken cancellation)
    {
        LocalFiles.CreateDirectory(target.Directory!);
        await File.WriteAllBytesAsync(target.FullName, content, cancellation);
    }
}
