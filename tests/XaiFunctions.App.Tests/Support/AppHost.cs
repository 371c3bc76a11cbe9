using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Tests.Support;

/// <summary>The app as it is run: a process of its own on the Local host, on a free port, against a real storage emulator.</summary>
internal sealed partial class AppHost : IAsyncDisposable
{
    public const string Key = "test-function-key";

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan JobLimit = TimeSpan.FromMinutes(4);

    private readonly Process process;
    private readonly List<string> output = [];
    private readonly TaskCompletionSource<Uri> address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string connection;
    private readonly string state;

    private AppHost(Process process, string connection, string state)
    {
        this.process = process;
        this.connection = connection;
        this.state = state;
    }

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromMinutes(2) };

    public BlobServiceClient Blobs => new(connection);

    public TableServiceClient Tables => new(connection);

    public IReadOnlyList<string> Output
    {
        get
        {
            lock (output)
                return [.. output];
        }
    }

    public static async Task<AppHost> StartAsync(string connection, string state, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "XaiFunctions.App.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        start.Environment["AzureWebJobsStorage"] = connection;
        start.Environment["LOCALHOST_STATE"] = state;
        start.Environment["AuditLog__SigningKeyFile"] = Path.Combine(state, "audit-log-key.pem");
        start.Environment["LOCALHOST_PORT"] = "0";
        start.Environment["LOCALHOST_FUNCTION_KEY"] = Key;
        start.Environment["LOCALHOST_MASTER_KEY"] = Key + "-master";
        foreach ((string name, string value) in settings)
            start.Environment[name] = value;

        var host = new AppHost(new Process { StartInfo = start }, connection, state);
        host.process.OutputDataReceived += (_, line) => host.Note(line.Data);
        host.process.ErrorDataReceived += (_, line) => host.Note(line.Data);
        host.process.Start();
        host.process.BeginOutputReadLine();
        host.process.BeginErrorReadLine();
        Task exited = host.process.WaitForExitAsync();
        if (await Task.WhenAny(host.address.Task, exited, Task.Delay(StartLimit)) != host.address.Task)
        {
            await host.DisposeAsync();
            throw new InvalidOperationException($"The app did not start:\n{string.Join('\n', host.Output)}");
        }

        host.Http.BaseAddress = await host.address.Task;
        host.Http.DefaultRequestHeaders.Add("x-functions-key", Key);
        return host;
    }

    /// <summary>Ends the process as a power cut would.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
        Http.Dispose();
    }

    public Task<HttpResponseMessage> RegisterAsync(string model, string version, byte[]? manifest = null, byte[]? onnx = null, byte[]? background = null) =>
        Http.PutAsync($"api/models/{model}/versions/{version}", new MultipartFormDataContent
        {
            { new ByteArrayContent(onnx ?? Samples.Model), "model", "model.onnx" },
            { new ByteArrayContent(background ?? Samples.Background), "background", "background.csv" },
            { new ByteArrayContent(manifest ?? Samples.Manifest), "manifest", "manifest.json" },
        });

    /// <summary>Drops a file and gives the id of its job.</summary>
    public async Task<string> DropAsync(string blob, byte[] content, params (string Name, string Value)[] options)
    {
        BlobContainerClient container = Blobs.GetBlobContainerClient("scoring");
        await container.CreateIfNotExistsAsync();
        BlobContentInfo info = await container.GetBlobClient(blob).UploadAsync(
            new BinaryData(content), new BlobUploadOptions { Metadata = options.ToDictionary(option => option.Name, option => option.Value) });
        return Paths.DropJob(blob, info.ETag.ToString("G"));
    }

    public async Task<JsonObject?> StatusAsync(string job)
    {
        using HttpResponseMessage response = await Http.GetAsync($"api/explanations/{job}");
        return response.StatusCode == HttpStatusCode.NotFound ? null : (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>())!;
    }

    public Task<JsonObject> WaitUntilEndedAsync(string job) =>
        WaitUntilAsync(job, status => status["status"]!.GetValue<string>() is "completed" or "failed" or "cancelled");

    public async Task<JsonObject> WaitUntilAsync(string job, Func<JsonObject, bool> condition)
    {
        long started = Stopwatch.GetTimestamp();
        JsonObject? status = null;
        while (Stopwatch.GetElapsedTime(started) < JobLimit)
        {
            status = await StatusAsync(job);
            if (status is not null && condition(status))
                return status;
            await Task.Delay(100);
        }

        throw new TimeoutException($"Job {job} stands at {status?.ToJsonString() ?? "nothing"}.\n{string.Join('\n', Output.TakeLast(40))}");
    }

    /// <summary>What the task hub says of a job's orchestration, once it has ended.</summary>
    public async Task<JsonNode> InstanceAsync(string job)
    {
        for (long started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < JobLimit; await Task.Delay(100))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"runtime/webhooks/durabletask/instances/{job}") { Headers = { { "x-functions-key", DurableKey } } };
            using HttpResponseMessage response = await Http.SendAsync(request);
            if (response.EnsureSuccessStatusCode().StatusCode == HttpStatusCode.OK)
                return await JsonAsync(response);
        }

        throw new TimeoutException($"The orchestration of job {job} does not end.");
    }

    /// <summary>All orchestrations that the task hub knows, with their inputs.</summary>
    public async Task<JsonObject[]> InstancesAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "runtime/webhooks/durabletask/instances?showInput=true&top=10000") { Headers = { { "x-functions-key", DurableKey } } };
        using HttpResponseMessage response = await Http.SendAsync(request);
        return [.. JsonNode.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!.AsArray().Select(instance => instance!.AsObject())];
    }

    private string DurableKey => JsonNode.Parse(File.ReadAllBytes(Path.Combine(state, "keys.json")))!["system"]!["durabletask_extension"]!.GetValue<string>();

    public async Task<byte[]> FileAsync(string job, string name) => await Http.GetByteArrayAsync($"api/explanations/{job}/files/{name}");

    /// <summary>Waits until a job has cleaned up behind itself, which it does after it has noted its end.</summary>
    public async Task AssertNoBlobsAsync(string container, string prefix)
    {
        for (int i = 0; i < 300 && (await BlobsUnderAsync(container, prefix)).Count > 0; i++)
            await Task.Delay(100);
        Assert.Empty(await BlobsUnderAsync(container, prefix));
    }

    private async Task<IReadOnlyList<string>> BlobsUnderAsync(string container, string prefix)
    {
        var names = new List<string>();
        await foreach (BlobItem blob in Blobs.GetBlobContainerClient(container).GetBlobsAsync(prefix: prefix))
            names.Add(blob.Name);
        return names;
    }

    public Task<HttpResponseMessage> ExplainAsync(string model, string body, string? prefer = null, string contentType = "application/json", string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"api/models/{model}/explanations")
        {
            Content = new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue(contentType)),
        };
        if (prefer is not null)
            request.Headers.Add("Prefer", prefer);
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return Http.SendAsync(request);
    }

    /// <summary>Posts the event of a blob, as Event Grid does, once more.</summary>
    public Task<HttpResponseMessage> DeliverEventAsync(string blob)
    {
        string subject = $"/blobServices/default/containers/scoring/blobs/{blob}";
        var body = new JsonArray(new JsonObject
        {
            ["id"] = Guid.NewGuid().ToString(),
            ["topic"] = "storage",
            ["subject"] = subject,
            ["eventType"] = "Microsoft.Storage.BlobCreated",
            ["eventTime"] = DateTimeOffset.UtcNow.ToString("O"),
            ["dataVersion"] = "",
            ["metadataVersion"] = "1",
            ["data"] = new JsonObject { ["api"] = "PutBlob", ["url"] = Blobs.GetBlobContainerClient("scoring").GetBlobClient(blob).Uri.ToString() },
        });
        string key = JsonNode.Parse(File.ReadAllBytes(Path.Combine(state, "keys.json")))!["system"]!["blobs_extension"]!.GetValue<string>();
        var request = new HttpRequestMessage(HttpMethod.Post, $"runtime/webhooks/blobs?functionName=Host.Functions.OnScoringFile")
        {
            Content = new StringContent(body.ToJsonString(), System.Net.Http.Headers.MediaTypeHeaderValue.Parse("application/json")),
            Headers = { { "aeg-event-type", "Notification" }, { "x-functions-key", key } },
        };
        return Http.SendAsync(request);
    }

    public static async Task<JsonObject> JsonAsync(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync()) as JsonObject ?? throw new JsonException("The answer is no JSON object.");

    private void Note(string? line)
    {
        if (line is null)
            return;
        lock (output)
            output.Add(line);
        if (Listening().Match(line) is { Success: true } match)
            address.TrySetResult(new Uri(match.Groups[1].Value));
    }

    [GeneratedRegex(@"listening on: (http://\S+)")]
    private static partial Regex Listening();
}
