using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace XaiFunctions.Cli.Client;

/// <summary>The app's HTTP API, as any client sees it.</summary>
internal sealed class AppClient : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly HttpClient http;

    /// <param name="url">The app's root address.</param>
    /// <param name="key">A function key, or null where the app asks for none.</param>
    public AppClient(Uri url, string? key)
    {
        http = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromMinutes(5) };
        if (key is not null)
            http.DefaultRequestHeaders.Add("x-functions-key", key);
    }

    /// <summary>A client of a deployed app, with the function key and the token of the settings <c>XAIFUNCTIONS_KEY</c> and <c>XAIFUNCTIONS_TOKEN</c>, if they are there.</summary>
    /// <exception cref="CommandFailedException">The address would send key and token in the clear.</exception>
    public static AppClient OfDeployed(Uri url)
    {
        if (!url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttps && !url.IsLoopback))
            throw new CommandFailedException("The address of an app must be absolute and https.");
        var client = new AppClient(url, Environment.GetEnvironmentVariable("XAIFUNCTIONS_KEY"));
        if (Environment.GetEnvironmentVariable("XAIFUNCTIONS_TOKEN") is { Length: > 0 } token)
            client.http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>The app's root address.</summary>
    public Uri Url => http.BaseAddress!;

    /// <summary>Puts a model version into the registry. The same files again are no error.</summary>
    /// <exception cref="CommandFailedException">The app refuses the model, with its reasons.</exception>
    public async Task RegisterAsync(ModelFiles files, CancellationToken cancellation)
    {
        using var content = new MultipartFormDataContent
        {
            { new ByteArrayContent(files.Model), "model", "model.onnx" },
            { new ByteArrayContent(files.Background), "background", "background.csv" },
        };
        if (files.Manifest is not null)
            content.Add(new ByteArrayContent(files.Manifest) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } }, "manifest", "manifest.json");
        using HttpResponseMessage response = await http.PutAsync(
            $"api/models/{Uri.EscapeDataString(files.Name)}/versions/{Uri.EscapeDataString(files.Version)}", content, cancellation);
        await EnsureSuccessAsync(response, $"Registering model '{files.Name}'", cancellation);
    }

    /// <summary>How far a job is, or null as long as the app has not seen it.</summary>
    public async Task<JobStatus?> StatusAsync(string job, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await http.GetAsync($"api/explanations/{Uri.EscapeDataString(job)}", cancellation);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;

        await EnsureSuccessAsync(response, $"Asking for job {job}", cancellation);
        return await response.Content.ReadFromJsonAsync<JobStatus>(Json, cancellation)
            ?? throw new CommandFailedException($"The app answered nothing about job {job}.");
    }

    /// <summary>A completed job's explanation as Markdown.</summary>
    public async Task<string> MarkdownAsync(string job, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"api/explanations/{Uri.EscapeDataString(job)}") { Headers = { Accept = { new("text/markdown") } } };
        using HttpResponseMessage response = await http.SendAsync(request, cancellation);
        await EnsureSuccessAsync(response, $"Asking for the page of job {job}", cancellation);
        return await response.Content.ReadAsStringAsync(cancellation);
    }

    /// <summary>Has a page of files explained that raised no event.</summary>
    public async Task<BackfillPage> BackfillAsync(string model, BackfillQuery query, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await http.PostAsJsonAsync($"api/models/{Uri.EscapeDataString(model)}/backfill", query, Json, cancellation);
        await EnsureSuccessAsync(response, $"Back-filling model '{model}'", cancellation);
        return await response.Content.ReadFromJsonAsync<BackfillPage>(Json, cancellation) ?? throw new CommandFailedException("The app answered nothing.");
    }

    /// <summary>Deletes the documents of a job that has ended.</summary>
    public async Task DeleteAsync(string job, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await http.DeleteAsync($"api/explanations/{Uri.EscapeDataString(job)}", cancellation);
        await EnsureSuccessAsync(response, $"Deleting job {job}", cancellation);
    }

    /// <summary>Asks for an audit of a period and gives its address.</summary>
    public async Task<string> AskForAuditAsync(string model, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await http.PostAsJsonAsync($"api/models/{Uri.EscapeDataString(model)}/audits", new { from, to }, Json, cancellation);
        await EnsureSuccessAsync(response, $"Asking for an audit of model '{model}'", cancellation);
        return response.Headers.Location!.ToString().TrimStart('/');
    }

    /// <summary>Reads what is at an address.</summary>
    public async Task<byte[]> ReadAsync(string address, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await http.GetAsync(address, cancellation);
        await EnsureSuccessAsync(response, $"Reading {address}", cancellation);
        return await response.Content.ReadAsByteArrayAsync(cancellation);
    }

    /// <summary>Reads what is at an address, in a form.</summary>
    public async Task<byte[]> ReadAsync(string address, string mediaType, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Accept = { new(mediaType) } } };
        using HttpResponseMessage response = await http.SendAsync(request, cancellation);
        await EnsureSuccessAsync(response, $"Reading {address}", cancellation);
        return await response.Content.ReadAsByteArrayAsync(cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private static async Task EnsureSuccessAsync(HttpResponseMessage response, string what, CancellationToken cancellation)
    {
        if (response.IsSuccessStatusCode)
            return;

        string body = await response.Content.ReadAsStringAsync(cancellation);
        string reason = response.StatusCode == HttpStatusCode.Unauthorized
            ? "the app asks for a key that this command does not have: set LOCALHOST_FUNCTION_KEY, or run it in the folder in which the app was started"
            : Problem.Describe(response.Content.Headers.ContentType?.MediaType, body) ?? $"HTTP {(int)response.StatusCode}";
        throw new CommandFailedException($"{what} failed: {reason}");
    }
}
