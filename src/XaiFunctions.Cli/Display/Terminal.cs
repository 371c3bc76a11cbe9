using System.Globalization;
using Spectre.Console;

namespace XaiFunctions.Cli.Display;

/// <summary>What the user sees: a bar that moves on a terminal, plain lines anywhere else.</summary>
internal sealed class Terminal
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(10);

    private readonly TextWriter output;
    private readonly TextWriter error;
    private readonly IAnsiConsole? console;

    /// <param name="output">Where results and progress go.</param>
    /// <param name="error">Where errors go.</param>
    /// <param name="interactive">Whether <paramref name="output"/> is a terminal.</param>
    public Terminal(TextWriter output, TextWriter error, bool interactive)
    {
        this.output = output;
        this.error = error;
        console = interactive ? AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) }) : null;
    }

    /// <summary>The same where the output is kept free for something else: everything goes to the error stream.</summary>
    public Terminal Aside => new(error, error, interactive: false);

    /// <summary>Writes one line.</summary>
    public void Line(string text = "") => output.WriteLine(text);

    /// <summary>Writes one line to the error stream.</summary>
    public void Error(string text) => error.WriteLine($"error: {text}");

    /// <summary>Shows progress while <paramref name="work"/> runs and returns what it returns.</summary>
    public async Task<T> WithProgressAsync<T>(string title, Func<Action<JobProgress>, Task<T>> work)
    {
        if (console is null)
            return await work(new PlainProgress(output, title).Show);

        return await console.Progress()
            .Columns(new SpinnerColumn(), new ProgressBarColumn { Width = 20 }, new PercentageColumn(), new ElapsedTimeColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(async context =>
            {
                ProgressTask task = context.AddTask(Markup.Escape(title), maxValue: 1);
                task.IsIndeterminate = true; // Until the first share of rows is explained nobody knows how long all take.
                T result = await work(progress =>
                {
                    task.IsIndeterminate = progress.RowsDone == 0;
                    task.Value = progress.Share;
                    task.Description = Markup.Escape(progress.ToString());
                });
                task.IsIndeterminate = false;
                task.Value = 1;
                return result;
            });
    }

    /// <summary>Progress as lines: one at every change, but no more than one every two seconds, and one every ten seconds without a change.</summary>
    private sealed class PlainProgress(TextWriter output, string title)
    {
        private readonly long started = TimeProvider.System.GetTimestamp();
        private string? shown;
        private TimeSpan shownAt;

        public void Show(JobProgress progress)
        {
            TimeSpan now = TimeProvider.System.GetElapsedTime(started);
            string line = progress.ToString();
            bool due = shown is null || (line != shown && now - shownAt >= LineInterval) || now - shownAt >= SilenceLimit;
            if (!due)
                return;

            shown = line;
            shownAt = now;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {title} ({now.TotalSeconds:0} s): {line}"));
        }
    }
}
