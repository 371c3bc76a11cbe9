using Spectre.Console;

namespace XaiFunctions.Cli.Display;

/// <summary>What the user sees: a bar that moves on a terminal, plain lines anywhere else.</summary>
internal sealed class Terminal
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(2);

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
            .Columns(new SpinnerColumn(), new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(async context =>
            {
                ProgressTask task = context.AddTask(Markup.Escape(title), maxValue: 1);
                T result = await work(progress =>
                {
                    task.Value = progress.Share;
                    task.Description = Markup.Escape(progress.ToString());
                });
                task.Value = 1;
                return result;
            });
    }

    /// <summary>Progress as lines: one for each change, the first, the last, and at most one every two seconds in between.</summary>
    private sealed class PlainProgress(TextWriter output, string title)
    {
        private readonly TimeProvider clock = TimeProvider.System;
        private long? last;
        private bool complete;
        private string? shown;

        public void Show(JobProgress progress)
        {
            bool ends = progress.RowsAll is > 0 && progress.RowsDone == progress.RowsAll;
            bool due = last is null || clock.GetElapsedTime(last.Value) >= LineInterval || (ends && !complete);
            string line = $"  {title}: {progress}";
            if (!due || line == shown)
                return;

            last = clock.GetTimestamp();
            complete = ends;
            shown = line;
            output.WriteLine(line);
        }
    }
}
