using System.CommandLine;
using System.Globalization;
using XaiFunctions.Cli.Client;
using XaiFunctions.Cli.Display;
using XaiFunctions.Cli.Hosting;

namespace XaiFunctions.Cli.Commands;

/// <summary><c>backfill</c>: has files explained that were there before the app.</summary>
internal static class BackfillVerb
{
    /// <summary>The verb with its options.</summary>
    public static Command Create(Terminal terminal)
    {
        var model = new Option<string>("--model") { Description = "The model's name: the folder in the container scoring.", Required = true };
        var prefix = new Option<string?>("--prefix") { Description = "Only files whose names in that folder begin so." };
        var since = new Option<DateTimeOffset?>("--since")
        {
            Description = "Only files that were last written at that time or later, such as 2026-11-01 or 2026-11-01T08:00:00Z; without an offset in UTC.",
            CustomParser = result => Time(result.Tokens[0].Value) is { } time ? time : Refuse(result),
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only tells how many jobs would be started." };
        var app = new Option<Uri?>("--app")
        {
            Description = "The address of a deployed app; default: the Local host. The settings XAIFUNCTIONS_KEY and XAIFUNCTIONS_TOKEN hold a function key and a token for it.",
        };
        var command = new Command("backfill", "Starts the jobs of files that were dropped before the app or its event subscription was there. Nothing is started twice.")
        {
            model, prefix, since, dryRun, app,
        };
        command.Does(terminal, async (parsed, cancellation) =>
        {
            var asked = new BackfillQuery(parsed.GetValue(prefix), parsed.GetValue(since), parsed.GetValue(dryRun));
            string name = parsed.GetValue(model)!;
            if (parsed.GetValue(app) is { } address)
            {
                using AppClient client = AppClient.OfDeployed(address);
                await RunAsync(terminal, client, name, asked, cancellation);
                return;
            }

            await using AppConnection connection = await AppConnection.OpenAsync(terminal, cancellation);
            await RunAsync(terminal, connection.App, name, asked, cancellation);
        });
        return command;
    }

    private static async Task RunAsync(Terminal terminal, AppClient app, string model, BackfillQuery asked, CancellationToken cancellation)
    {
        int started = 0, known = 0, left = 0;
        string? continuation = null;
        do
        {
            BackfillPage page = await app.BackfillAsync(model, asked with { Continuation = continuation }, cancellation);
            started += page.Started;
            known += page.Known;
            left += page.Left;
            continuation = page.Continuation;
        }
        while (continuation is not null);
        terminal.Line(string.Create(CultureInfo.InvariantCulture,
            $"{started:N0} {(asked.DryRun ? "jobs would be started" : "jobs started")}, {known:N0} files have their job already, {left:N0} are older."));
    }

    private static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;

    private static DateTimeOffset? Refuse(System.CommandLine.Parsing.ArgumentResult result)
    {
        result.AddError("--since is no time.");
        return null;
    }
}
