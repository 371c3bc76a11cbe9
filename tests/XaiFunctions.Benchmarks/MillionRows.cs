using System.Diagnostics;
using XaiFunctions.Cli.Client;

namespace XaiFunctions.Benchmarks;

/// <summary>A million rows from the drop to the documents: what the app's process needs of memory. The model is linear in its margin, so that reading and writing is nearly all of the work.</summary>
internal static class MillionRows
{
    private const int Rows = 1_000_000;

    public static async Task RunAsync(TextWriter output)
    {
        string file = Path.GetTempFileName();
        try
        {
            SampleRows.Write(file, Rows);
            await using RunningApp app = await RunningApp.StartAsync();
            long start = Stopwatch.GetTimestamp();
            await app.ExplainAsync("logistic-regression", new Dictionary<string, string> { ["space"] = "margin" }, file, new ExplanationOptions { MaxEvaluations = 2 });
            output.WriteLine("| rows | MB | drop to documents, s | rows/s | peak resident, MB |");
            output.WriteLine("|---|---|---|---|---|");
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            output.WriteLine(FormattableString.Invariant(
                $"| {Rows:N0} | {new FileInfo(file).Length / 1e6:F0} | {seconds:F0} | {Rows / seconds:N0} | {app.PeakResidentBytes() / 1e6:F0} |"));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
