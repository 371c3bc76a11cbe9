using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using XaiFunctions.Core.Shapley;
using XaiFunctions.Onnx.Manifest;

namespace XaiFunctions.Benchmarks;

/// <summary>
/// Requests of one row over HTTP: one after the other, and by many callers at once, against the same explanation computed in this process. Callers, app and storage
/// emulator share the machine.
/// </summary>
internal static class LoadPath
{
    private const int Callers = 200, Sequential = 120, Rows = 64;
    private const string ClosedForm = "logistic-regression", Sampled = "boosted-trees";
    private static readonly TimeSpan Duration = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(15);

    public static async Task RunAsync(TextWriter output)
    {
        string file = Path.GetTempFileName();
        try
        {
            SampleRows.Write(file, Rows);
            string[] bodies = Bodies(file);
            await using RunningApp app = await RunningApp.StartAsync();
            await app.RegisterAsync(ClosedForm, new Dictionary<string, string> { ["space"] = "margin" });
            await app.RegisterAsync(Sampled, new Dictionary<string, string>());
            await PrintSequentialAsync(output, app, bodies, file);
            await PrintLoadAsync(output, app, bodies, file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task PrintSequentialAsync(TextWriter output, RunningApp app, string[] bodies, string file)
    {
        output.WriteLine("| one row, one caller | HTTP, median ms | processor time of the app, ms a call | in this process, median ms |");
        output.WriteLine("|---|---|---|---|");
        using HttpClient client = app.NewClient();
        foreach ((string model, OutputSpace space, ShapleyMethod method, string words) in new[]
        {
            (ClosedForm, OutputSpace.Margin, ShapleyMethod.Auto, "linear model, closed form"),
            (Sampled, OutputSpace.Raw, ShapleyMethod.Kernel, "boosted trees, KernelSHAP of 1,280 coalitions"),
        })
        {
            var times = new List<double>();
            TimeSpan used = TimeSpan.Zero;
            for (int call = 0; call < Sequential; call++)
            {
                if (call == Sequential / 3)
                    used = app.ProcessorTime();
                long start = Stopwatch.GetTimestamp();
                HttpStatusCode status = await CallAsync(client, model, bodies[call % Rows].Replace("METHOD", method.ToString().ToLowerInvariant(), StringComparison.Ordinal));
                if (status != HttpStatusCode.OK)
                    throw new InvalidOperationException($"A request of one row was answered with {status}.");
                if (call >= Sequential / 3)
                    times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            double own = (app.ProcessorTime() - used).TotalMilliseconds / times.Count;
            output.WriteLine(FormattableString.Invariant($"| {words} | {Timing.Median(times):F1} | {own:F1} | {1000 * MeasureProcess(model, space, method, file):F2} |"));
        }

        output.WriteLine();
    }

    private static async Task PrintLoadAsync(TextWriter output, RunningApp app, string[] bodies, string file)
    {
        using HttpClient client = app.NewClient();
        var latencies = new ConcurrentBag<double>();
        var statuses = new ConcurrentDictionary<HttpStatusCode, int>();
        long start = Stopwatch.GetTimestamp();
        Task callers = Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
        {
            for (int call = caller; Stopwatch.GetElapsedTime(start) < WarmUp + Duration; call++)
            {
                long begun = Stopwatch.GetTimestamp();
                bool counts = Stopwatch.GetElapsedTime(start) >= WarmUp;
                HttpStatusCode status = await CallAsync(client, ClosedForm, bodies[call % Rows].Replace("METHOD", "auto", StringComparison.Ordinal));
                if (!counts)
                    continue;
                latencies.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                statuses.AddOrUpdate(status, 1, (_, count) => count + 1);
            }
        }));
        await Task.Delay(WarmUp);
        long before = app.ResidentBytes();
        TimeSpan used = app.ProcessorTime();
        await callers;
        used = app.ProcessorTime() - used;
        long after = app.ResidentBytes();

        double[] sorted = [.. latencies.Order()];
        double perSecond = sorted.Length / Duration.TotalSeconds;
        double process = Environment.ProcessorCount / MeasureProcess(ClosedForm, OutputSpace.Margin, ShapleyMethod.Auto, file);
        output.WriteLine($"{Callers} callers for {Duration.TotalSeconds:F0} s, linear model in closed form, one row a request, every explanation stored. Answers: {string.Join(", ", statuses.Select(status => $"{status.Value} x {(int)status.Key}"))}.\n");
        output.WriteLine("| calls/s | p50, ms | p99, ms | processor time of the app, ms a call | resident after 15 s and at the end, MB | in this process, calls/s | ratio |");
        output.WriteLine("|---|---|---|---|---|---|---|");
        output.WriteLine(FormattableString.Invariant(
            $"| {perSecond:F0} | {sorted[sorted.Length / 2]:F0} | {sorted[sorted.Length * 99 / 100]:F0} | {used.TotalMilliseconds / sorted.Length:F1} | {before / 1e6:F0}, {after / 1e6:F0} | {process:N0} | {process / perSecond:F0} |"));
    }

    private static async Task<HttpStatusCode> CallAsync(HttpClient client, string model, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await client.PostAsync($"api/models/{model}/explanations", content);
        await response.Content.CopyToAsync(Stream.Null);
        return response.StatusCode;
    }

    /// <summary>The median seconds of one row in this process, one thread.</summary>
    private static double MeasureProcess(string model, OutputSpace space, ShapleyMethod method, string file)
    {
        using var sample = new SampleModel(model, space);
        double[] row = SampleRows.Read(file, sample)[..sample.Bound.ColumnCount];
        SamplingOptions options = KernelShap.Resolve(sample.Game, new SamplingOptions { Method = method });
        return Timing.Medians(20, () => KernelShap.ExplainBlock(sample.Game, row, 0, options, CancellationToken.None))[0];
    }

    private static string[] Bodies(string file)
    {
        string[][] lines = SampleModel.ReadCsv(file);
        return [.. lines.Skip(1).Select(line => new JsonObject
        {
            ["instances"] = new JsonArray(new JsonObject(lines[0].Zip(line, (name, value) => KeyValuePair.Create(name, JsonNode.Parse(value))))),
            ["options"] = new JsonObject { ["method"] = "METHOD" },
        }.ToJsonString())];
    }
}
