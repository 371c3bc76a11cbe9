using System.CommandLine;
using XaiFunctions.Cli.Display;
using XaiFunctions.Cli.Hosting;

namespace XaiFunctions.Cli.Commands;

/// <summary><c>serve</c>: runs the app on the Local host until it is interrupted.</summary>
internal static class ServeVerb
{
    /// <summary>The verb.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("serve", "Runs the app on the Local host until Ctrl+C.");
        command.Does(terminal, async (_, cancellation) =>
        {
            if (await AppConnection.FindRunningAsync(cancellation) is { } running)
                throw new CommandFailedException($"The app runs already, at {running}.");

            await using LocalHostProcess host = await AppConnection.StartAsync(terminal, line => terminal.Line(line), cancellation);
            terminal.Line("Ctrl+C ends it.");
            await UntilInterruptedAsync(host.WaitForExitAsync, cancellation);
        });
        return command;
    }

    /// <summary>Waits for the host's end. An interruption is how this verb is meant to end; an end by itself is not.</summary>
    /// <exception cref="CommandFailedException">The host has ended by itself.</exception>
    public static async Task UntilInterruptedAsync(Func<CancellationToken, Task> hostEnded, CancellationToken cancellation)
    {
        try
        {
            await hostEnded(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return;
        }

        throw new CommandFailedException("The host has ended by itself.");
    }
}
