using Azure.Storage.Blobs;
using LocalHost.Tests.Functions.Support;
using Microsoft.Azure.Functions.Worker;

namespace LocalHost.Tests.Functions;

/// <summary>Reads the blob as a stream; the parts of its path come by name.</summary>
public sealed class StreamBlobFunction(Recorder recorder)
{
    [Function("OnStream")]
    public async Task RunAsync(
        [BlobTrigger("%CONTAINER%/{model}/{name}", Source = BlobTriggerSource.EventGrid)] Stream content, string model, string name, FunctionContext context)
    {
        string text = await new StreamReader(content).ReadToEndAsync(context.CancellationToken);
        recorder.Add($"{model}|{name}|{text}");
        recorder.Add($"path {context.BindingContext.BindingData["blobTrigger"]}");
    }
}

/// <summary>Gets the blob's client, and the whole name by one expression.</summary>
public sealed class ClientBlobFunction(Recorder recorder)
{
    [Function("OnClient")]
    public async Task RunAsync([BlobTrigger("%CONTAINER%/{name}")] BlobClient blob, string name, CancellationToken cancellation)
    {
        var properties = await blob.GetPropertiesAsync(cancellationToken: cancellation);
        recorder.Add($"{name}:{properties.Value.ContentLength}");
    }
}

/// <summary>Fails until its blob has been tried as often as the blob's text says.</summary>
public sealed class FailingBlobFunction(Recorder recorder)
{
    [Function("OnFailing")]
    public void Run([BlobTrigger("%CONTAINER%/{name}")] string text, string name, FunctionContext context)
    {
        recorder.Add($"try {name}");
        recorder.Add($"retry {context.RetryContext.RetryCount} of {context.RetryContext.MaxRetryCount}");
        if (recorder.Count($"try {name}") < int.Parse(text, System.Globalization.CultureInfo.InvariantCulture))
            throw new InvalidOperationException("not yet");
    }
}

/// <summary>Takes its time and says how many run at once.</summary>
public sealed class SlowBlobFunction(Recorder recorder)
{
    private static int running;

    [Function("OnSlow")]
    public async Task RunAsync([BlobTrigger("%CONTAINER%/{name}")] BlobClient blob, CancellationToken cancellation)
    {
        recorder.Add($"at once {Interlocked.Increment(ref running)}");
        try
        {
            await Task.Delay(100, cancellation);
            recorder.Add($"done {blob.Name}");
        }
        finally
        {
            Interlocked.Decrement(ref running);
        }
    }
}

/// <summary>Runs until it is told to stop.</summary>
public sealed class EndlessBlobFunction(Recorder recorder)
{
    [Function("OnEndless")]
    public async Task RunAsync([BlobTrigger("%CONTAINER%/{name}")] BlobClient blob, CancellationToken cancellation)
    {
        recorder.Add($"began {blob.Name}");
        await Task.Delay(Timeout.Infinite, cancellation);
    }
}
