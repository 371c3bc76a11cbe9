using System.CommandLine;
using System.CommandLine.Invocation;
using Azure;
using XaiFunctions.Cli.Display;

namespace XaiFunctions.Cli.Commands;

/// <summary>All verbs, and what they have in common: errors become one line, and the exit code is 0 only if all is well.</summary>
internal static class Verbs
{
    private const int Failed = 1;
    private const int Interrupted = 130;

    // The host may take 15 s to end in good order.
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Runs the command line.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var terminal = new Terminal(output, error, output == Console.Out && !Console.IsOutputRedirected);
        var root = new RootCommand("Explains ONNX models: how each decision came about, how sure that is, and from which bytes it was computed.")
        {
            BackfillVerb.Create(terminal),
            DemoVerb.Create(terminal),
            ExplainVerb.Create(terminal),
            RegisterVerb.Create(terminal),
            ServeVerb.Create(terminal),
            VerifyVerb.Create(terminal),
            AuditVerb.Create(terminal),
            GovernanceVerb.Create(terminal, "card", "Gives a model's card: what is registered, said and measured of it, and what is not."),
            GovernanceVerb.Create(terminal, "datasheet", "Gives the data sheet of a model's background and scored data."),
            GovernanceVerb.Create(terminal, "evidence", "Gives what a model's records are evidence for, by clauses of NIST AI RMF, ISO/IEC 42001 and the EU AI Act."),
            AuditLogVerb.Create(terminal),
        };
        ParseResult parsed = root.Parse(args);
        if (parsed.Action is ParseErrorAction mistake)
            mistake.ShowHelp = false;
        return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = StopTimeout });
    }

    /// <summary>Gives a verb its action.</summary>
    /// <param name="command">The verb.</param>
    /// <param name="terminal">Where errors go.</param>
    /// <param name="action">What it does; it throws if that cannot be done.</param>
    public static void Does(this Command command, Terminal terminal, Func<ParseResult, CancellationToken, Task> action) =>
        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                await action(parsed, cancellation);
                return 0;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                terminal.Error("interrupted");
                return Interrupted;
            }
            catch (Exception problem) when (problem is CommandFailedException or HttpRequestException or RequestFailedException or IOException)
            {
                terminal.Error(problem.Message);
                return Failed;
            }
        });
}
