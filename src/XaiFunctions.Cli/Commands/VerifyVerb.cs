using System.CommandLine;
using XaiFunctions.Cli.Display;
using XaiFunctions.Cli.Hosting;
using XaiFunctions.Cli.Verification;

namespace XaiFunctions.Cli.Commands;

/// <summary><c>verify</c>: computes a stored explanation again from its own record and compares.</summary>
internal static class VerifyVerb
{
    /// <summary>The verb with its argument.</summary>
    public static Command Create(Terminal terminal)
    {
        var folder = new Argument<DirectoryInfo>("DIR") { Description = "A folder with a job's documents." };
        var command = new Command("verify", "Computes a stored explanation again from its own record and compares every number.") { folder };
        command.Does(terminal, async (parsed, cancellation) =>
        {
            StoredExplanation stored = await StoredExplanation.ReadAsync(parsed.GetValue(folder)!, cancellation);
            await using AppConnection connection = await AppConnection.OpenAsync(terminal, cancellation);
            await new Verifier(connection, terminal).VerifyAsync(stored, cancellation);
        });
        return command;
    }
}
