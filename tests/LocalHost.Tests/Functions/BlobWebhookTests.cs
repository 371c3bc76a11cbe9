using System.Net;
using System.Text;
using System.Text.Json;
using Azure.Storage.Blobs;
using LocalHost.Tests.Functions.Support;
using Microsoft.Extensions.DependencyInjection;

namespace LocalHost.Tests.Functions;

[Collection(StorageTests.Name)]
public sealed class BlobWebhookTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly TestFolder folder = new();
    private readonly Recorder recorder = new();
    private readonly BlobContainerClient container = new(azurite.ConnectionString, $"c{Guid.NewGuid():n}");
    private TestHost host = null!;

    // The scans are put off for an hour after the first, so that only events can start the function.
    public async Task InitializeAsync()
    {
        await container.CreateAsync();
        await UploadAsync("first");
        host = await StartAsync(TimeSpan.FromHours(1));
        await recorder.UntilAsync("first:1");
    }

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Post_OfValidationEvent_AnswersWithItsCode()
    {
        const string Body = """
            [{ "id": "1", "topic": "t", "subject": "", "eventType": "Microsoft.EventGrid.SubscriptionValidationEvent", "eventTime": "2026-11-20T10:00:00Z",
               "data": { "validationCode": "512d38b6", "validationUrl": "https://example.com" }, "dataVersion": "1", "metadataVersion": "1" }]
            """;
        var (status, text) = await PostAsync(Body, "SubscriptionValidation");
        Assert.Equal((HttpStatusCode.OK, """{"validationResponse":"512d38b6"}"""), (status, text));
    }

    [Fact]
    public async Task Options_OfCloudEvents_AllowsTheOriginForTheKeyOnly()
    {
        using var asked = new HttpRequestMessage(HttpMethod.Options, Address());
        asked.Headers.Add("WebHook-Request-Origin", "eventgrid.azure.net");
        using var allowed = await host.Client.SendAsync(asked);
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
        Assert.Equal("eventgrid.azure.net", allowed.Headers.GetValues("WebHook-Allowed-Origin").Single());
        using var unasked = await host.SendAsync(HttpMethod.Options, Address());
        Assert.Equal(HttpStatusCode.BadRequest, unasked.StatusCode);
        using var keyless = await host.SendAsync(HttpMethod.Options, Address(key: "none"));
        Assert.Equal(HttpStatusCode.Unauthorized, keyless.StatusCode);
    }

    [Fact]
    public async Task Post_OfEventGridNotification_StartsTheFunctionAndTheScanDoesNotDoSoAgain()
    {
        await UploadAsync("a/b c.csv");
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync($"[{GridEvent("a/b c.csv")}]")).Status);
        await recorder.UntilAsync("a/b c.csv:1");
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync($"[{GridEvent("a/b c.csv")},{GridEvent("a/b c.csv")}]")).Status);

        await host.DisposeAsync();
        host = await StartAsync(TimeSpan.FromMilliseconds(50));
        await UploadAsync("later");
        await recorder.UntilAsync("later:1");
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync($"[{GridEvent("later")}]")).Status);
        await UploadAsync("last");
        await recorder.UntilAsync("last:1");
        Assert.Equal((1, 1), (recorder.Count("a/b c.csv:1"), recorder.Count("later:1")));
    }

    [Fact]
    public async Task Post_OfCloudEvents_StartsTheFunction()
    {
        await UploadAsync("one");
        await UploadAsync("two");
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(CloudEvent("one"), type: "application/cloudevents+json")).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync($"[{CloudEvent("two")}]", type: "application/cloudevents-batch+json")).Status);
        await recorder.UntilAsync("one:1");
        await recorder.UntilAsync("two:1");
    }

    [Fact]
    public async Task Post_OfWhatConcernsNoBlobOfTheFunction_StartsNothing()
    {
        string other = GridEvent("one").Replace(container.Name, "othercontainer");
        string deleted = GridEvent("one").Replace("BlobCreated", "BlobDeleted");
        await UploadAsync("one");
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync($"[{other},{deleted},{GridEvent("not there")}]")).Status);
        await UploadAsync("two");
        await PostAsync($"[{GridEvent("two")}]");
        await recorder.UntilAsync("two:1");
        Assert.Equal(0, recorder.Count("one:1"));
    }

    [Theory]
    [InlineData("no json", HttpStatusCode.BadRequest)]
    [InlineData("""[{ "eventType": "Microsoft.Storage.BlobCreated", "data": {} }]""", HttpStatusCode.BadRequest)]
    public async Task Post_OfWhatIsNoEvent_IsRefused(string body, HttpStatusCode expected) => Assert.Equal(expected, (await PostAsync(body)).Status);

    [Fact]
    public async Task Post_WithoutTheSystemKeyOrForAnUnknownFunction_IsRefused()
    {
        await UploadAsync("one");
        foreach (string key in new[] { "", "wrong", TestHost.FunctionKey, host.SystemKey("durabletask_extension") })
            Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync($"[{GridEvent("one")}]", address: Address(key: key))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync($"[{GridEvent("one")}]", address: Address(function: "Host.Functions.Unknown"))).Status);
        Assert.Equal(0, recorder.Count("one:1"));
    }

    private async Task<TestHost> StartAsync(TimeSpan interval)
    {
        return await TestHost.StartAsync(
            [typeof(ClientBlobFunction)],
            folder,
            builder =>
            {
                builder.Services.AddSingleton(recorder);
                builder.Adjust = settings => settings with { BlobScanInterval = interval };
            },
            "--CONTAINER",
            container.Name,
            "--AzureWebJobsStorage",
            azurite.ConnectionString);
    }

    private string Address(string? key = null, string function = "Host.Functions.OnClient") =>
        $"/runtime/webhooks/blobs?functionName={function}&code={key ?? host.SystemKey("blobs_extension")}";

    private async Task<(HttpStatusCode Status, string Text)> PostAsync(
        string body, string eventType = "Notification", string type = "application/json", string? address = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address ?? Address()) { Content = new StringContent(body, Encoding.UTF8, type) };
        request.Headers.Add("aeg-event-type", eventType);
        using var response = await host.Client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private Task UploadAsync(string name) => container.GetBlobClient(name).UploadAsync(BinaryData.FromString("x"));

    private string GridEvent(string blob) => JsonSerializer.Serialize(new
    {
        id = Guid.NewGuid(),
        topic = "/subscriptions/s",
        subject = $"/blobServices/default/containers/{container.Name}/blobs/{blob}",
        eventType = "Microsoft.Storage.BlobCreated",
        data = new { api = "PutBlob", url = container.GetBlobClient(blob).Uri.AbsoluteUri },
    });

    // Without a subject, so that the address must do.
    private string CloudEvent(string blob) => JsonSerializer.Serialize(new
    {
        specversion = "1.0",
        id = Guid.NewGuid(),
        source = "/subscriptions/s",
        type = "Microsoft.Storage.BlobCreated",
        data = new { api = "PutBlob", url = container.GetBlobClient(blob).Uri.AbsoluteUri },
    });
}
