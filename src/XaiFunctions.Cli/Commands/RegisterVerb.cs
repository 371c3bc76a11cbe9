using System.CommandLine;
using System.Text.Json.Nodes;
using XaiFunctions.Cli.Client;
using XaiFunctions.Cli.Display;
using XaiFunctions.Cli.Hosting;

namespace XaiFunctions.Cli.Commands;

/// <summary><c>register</c>: puts a model into the registry of the running app.</summary>
internal static class RegisterVerb
{
    /// <summary>The verb with its options.</summary>
    public static Command Create(Terminal terminal)
    {
        Option<FileInfo> model = CommonOptions.Model(), background = CommonOptions.Background();
        Option<JsonObject?> summarize = CommonOptions.Summarize();
        Option<FileInfo?> manifest = CommonOptions.Manifest();
        Option<string?> space = CommonOptions.Space(), output = CommonOptions.Output(), name = CommonOptions.Name();
        var version = new Option<string?>("--model-version") { Description = "The version; default: follows from the files' content." };
        var command = new Command("register", "Puts a model with its background and manifest into the registry.")
        {
            model, background, manifest, name, version, space, output, summarize,
        };
        command.Does(terminal, async (parsed, cancellation) =>
        {
            ModelFiles files = await ModelFiles.ReadAsync(
                parsed.GetValue(name), parsed.GetValue(model)!, parsed.GetValue(background)!, parsed.GetValue(manifest),
                CommonOptions.Overrides(parsed.GetValue(space), parsed.GetValue(output)), parsed.GetValue(summarize), cancellation);
            if (parsed.GetValue(version) is { } given)
                files = files with { Version = given };
            await using AppConnection connection = await AppConnection.OpenAsync(terminal, cancellation);
            await new ExplainRun(connection.App, connection.Storage, terminal).RegisterAsync(files, cancellation);
        });
        return command;
    }
}
