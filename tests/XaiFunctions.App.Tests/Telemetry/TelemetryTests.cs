using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using XaiFunctions.App.Tests.Support;
using XaiFunctions.LocalHost;

namespace XaiFunctions.App.Tests.Telemetry;

/// <summary>What leaves the app for a collector, and that nothing of it is about people.</summary>
public sealed class TelemetryTests : IAsyncLifetime
{
    private const string Model = "tiny";
    private const string MarkedNumber = "0.73812645198";
    private const string MarkedText = "Marked7c1dville";

    private readonly TestFolder folder = new();
    private AzuriteProcess? azurite;
    private Collector? collector;
    private AppHost? app;

    public async Task InitializeAsync()
    {
        collector = await Collector.StartAsync();
        azurite = await AzuriteProcess.StartAsync(folder.Sub("azurite"));
        app = await AppHost.StartAsync(
            azurite.ConnectionString,
            folder.Sub("state"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_BSP_SCHEDULE_DELAY", "100"),
            ("OTEL_BLRP_SCHEDULE_DELAY", "100"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "500"),
            ("Logging__LogLevel__Default", "Debug"));
        using HttpResponseMessage registered = await app.RegisterAsync(Model, "1", [], TinyModel.Model, TinyModel.Background);
        Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
    }

    public async Task DisposeAsync()
    {
        await app!.DisposeAsync();
        await azurite!.DisposeAsync();
        await collector!.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Job_DroppedWithMarkedValues_IsOneTraceWithItsFiguresAndNoneOfItsValues()
    {
        string job = await app!.DropAsync($"{Model}/rows.csv", Encoding.UTF8.GetBytes(MarkedCsv()));
        JsonObject ended = await app.WaitUntilEndedAsync(job);
        Assert.Equal("completed", ended["status"]!.GetValue<string>());
        Assert.Equal(1, ended["rejected"]!.GetValue<int>());
        await AskInEveryWrongWayAsync();
        string failed = await app.DropAsync($"{Model}/bad.csv", Encoding.UTF8.GetBytes($"{MarkedText},{MarkedText}\n{MarkedNumber},1\n"));
        Assert.Equal("failed", (await app.WaitUntilEndedAsync(failed))["status"]!.GetValue<string>());

        string[] steps = ["xai.plan", "xai.sample", "xai.solve", "xai.write"];
        await WaitAsync(() => steps.All(step => Spans(job).Any(span => span.Name == step)) && Spans(failed).Any(span => span.Name == "xai.close"));
        AssertOneTrace(job);
        AssertOneTrace(failed);

        string[] metrics =
        [
            "xai.jobs", "xai.rows", "xai.rows.rejected", "xai.evaluations", "xai.evaluations.rate", "xai.interval.half_width", "xai.job.duration", "xai.items.planned",
            "xai.items.solved", "xai.work.active", "xai.work.duration", "xai.compute",
        ];
        await WaitAsync(() => metrics.All(collector!.Metrics.Contains) && collector!.Paths.Contains("/v1/logs"));
        AssertNothingMarked();
    }

    private IEnumerable<CollectedSpan> Spans(string job) => collector!.Spans.Where(span => span.Tags.GetValueOrDefault("xai.job") == job);

    /// <summary>All pieces of a job's work are in one trace, which begins where its file was dropped.</summary>
    private void AssertOneTrace(string job)
    {
        string trace = Assert.Single(Spans(job).Select(span => span.Trace).Distinct());
        Assert.Contains(collector!.Spans, span => span.Name == "xai.drop" && span.Trace == trace);
    }

    private void AssertNothingMarked()
    {
        foreach (string mark in new[] { MarkedNumber, MarkedNumber.TrimEnd('8'), MarkedText })
        {
            AssertNowhere(Encoding.UTF8.GetBytes(mark));
            Assert.DoesNotContain(app!.Output, line => line.Contains(mark, StringComparison.OrdinalIgnoreCase));
        }

        // A number is also a double in eight bytes.
        byte[] number = BitConverter.GetBytes(double.Parse(MarkedNumber, System.Globalization.CultureInfo.InvariantCulture));
        AssertNowhere(number);
    }

    private void AssertNowhere(byte[] mark)
    {
        foreach (byte[] body in collector!.Bodies)
        {
            int at = body.AsSpan().IndexOf(mark);
            if (at >= 0)
                Assert.Fail("Told: " + string.Concat(Encoding.ASCII.GetString(body, Math.Max(0, at - 300), Math.Min(body.Length - Math.Max(0, at - 300), 600)).Where(c => !char.IsControl(c))));
        }
    }

    private async Task AskInEveryWrongWayAsync()
    {
        string[] bodies =
        [
            MarkedBody(MarkedNumber), MarkedBody($"\"{MarkedText}\""), $$"""{ "instances": [ { "{{MarkedText}}": {{MarkedNumber}} } ] }""", $$"""{ "instances": [ {{MarkedText}} ] }""",
            $$"""{ "instances": [ {} ], "options": { "method": "{{MarkedText}}" } }""", $$"""{ "{{MarkedText}}": 1 }""",
        ];
        foreach (string body in bodies)
        {
            foreach (string? prefer in new[] { null, "respond-async" })
                (await app!.ExplainAsync(Model, body, prefer)).Dispose();
        }
    }

    private static string MarkedBody(string second)
    {
        string[] names = TinyModel.Header.Split(','), cells = TinyModel.Row(1).Split(',');
        cells[1] = second;
        return $$"""{ "instances": [ { {{string.Join(", ", names.Zip(cells, (name, cell) => $"\"{name}\": {(cell is "Oslo" or "Rome" ? $"\"{cell}\"" : cell)}"))}} } ] }""";
    }

    /// <summary>Good rows with a marked number, and a row that is rejected for a marked text in the place of a number.</summary>
    private static string MarkedCsv()
    {
        var text = new StringBuilder(TinyModel.Header).Append('\n');
        for (int row = 0; row < 40; row++)
        {
            string[] cells = TinyModel.Row(row).Split(',');
            cells[1] = row == 7 ? MarkedText : MarkedNumber;
            text.AppendJoin(',', cells).Append('\n');
        }

        return text.ToString();
    }

    private static async Task WaitAsync(Func<bool> condition)
    {
        for (int i = 0; i < 1200 && !condition(); i++)
            await Task.Delay(100);
        Assert.True(condition(), "The collector was not sent what it waits for.");
    }
}
