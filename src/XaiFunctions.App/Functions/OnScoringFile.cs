using System.Diagnostics;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using XaiFunctions.App.Callbacks;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Privacy.Erasures;
using XaiFunctions.App.Storage;
using XaiFunctions.App.Telemetry;

namespace XaiFunctions.App.Functions;

/// <summary>
/// A file was dropped into <c>scoring/{model}/</c>: schedules the job that explains it. The job's id follows from the blob and its ETag, so that a
/// second delivery of the event starts nothing.
/// </summary>
public sealed class OnScoringFile(JobStarter starter, CallbackAddress callbacks, JobTelemetry telemetry)
{
    /// <summary>Schedules the job.</summary>
    // Only the trigger is bound: the worker cannot bind a BlobClient beside other expressions on {model} and {file}.
    [Function(nameof(OnScoringFile))]
    public async Task RunAsync(
        [BlobTrigger(StorageAccount.Scoring + "/{model}/{file}", Source = BlobTriggerSource.EventGrid)] BlobClient blob,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation)
    {
        using Activity? span = telemetry.BeginTrigger(Triggers.Blob);
        BlobProperties properties = await blob.GetPropertiesAsync(cancellationToken: cancellation);
        ExplainJob job = Describe(blob.Name, properties.ETag, properties.LastModified, properties.Metadata, callbacks);
        await starter.StartAsync(client, job with { TraceParent = JobTelemetry.Current }, cancellation);
    }

    /// <summary>The job of a dropped file.</summary>
    /// <param name="blob">The blob's name: the model's folder, a slash, and the file's name.</param>
    /// <param name="version">Its ETag.</param>
    /// <param name="lastModified">When it was dropped.</param>
    /// <param name="metadata">Its metadata, which hold options and may name whom to call back.</param>
    /// <param name="callbacks">Says who may be called.</param>
    internal static ExplainJob Describe(string blob, ETag version, DateTimeOffset lastModified, IDictionary<string, string> metadata, CallbackAddress callbacks)
    {
        string model = blob[..blob.IndexOf('/', StringComparison.Ordinal)];
        string etag = version.ToString("G");
        var job = new ExplainJob
        {
            Id = Paths.DropJob(blob, FileOrigin.ETagOf(metadata, version)),
            Model = model,
            Trigger = Triggers.Blob,
            Container = StorageAccount.Scoring,
            Blob = blob,
            ETag = etag,
            File = blob[(model.Length + 1)..],
            CreatedAt = lastModified,
            Actor = Triggers.Blob,
        };
        try
        {
            return callbacks.Of(metadata, job with { Request = ExplanationRequest.Parse(metadata) });
        }
        catch (InvalidInputException exception)
        {
            // The event cannot be answered; the job's document can.
            return callbacks.Of(metadata, job with { Refusal = exception.Message });
        }
    }
}
