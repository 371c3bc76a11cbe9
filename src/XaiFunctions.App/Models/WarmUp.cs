using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.ML.OnnxRuntime;
using XaiFunctions.App.Options;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Models;

/// <summary>
/// Does, while a new instance starts, what its first piece of work would otherwise wait for: signs in to storage, loads ONNX Runtime's native
/// library, opens the models of <see cref="ModelOptions.Preload"/>. Instances of every scale group start alike, and none waits for this.
/// </summary>
public sealed partial class WarmUp(StorageAccount storage, ModelCache models, IOptions<ModelOptions> options, ILogger<WarmUp> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        string[] names = [.. options.Value.Preload.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(options.Value.MaxOpen)];
        try
        {
            OrtEnv.Instance();
            await storage.PingAsync(stoppingToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogNotReady(exception.GetType().Name);
        }

        foreach (string name in names)
            await OpenAsync(name, stoppingToken);
    }

    private async Task OpenAsync(string name, CancellationToken cancellation)
    {
        try
        {
            using ModelLease lease = await models.AcquireAsync(name, null, cancellation);
            LogOpened(lease.Model.Record.Model, lease.Model.Record.Version);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Whoever asks for the model is told what is wrong with it.
            LogNotOpened(exception.GetType().Name);
        }
    }

    [LoggerMessage(400, LogLevel.Information, "Version {Version} of model {Model} is open.")]
    private partial void LogOpened(string model, string version);

    [LoggerMessage(401, LogLevel.Warning, "A model of Models__Preload could not be opened: {Error}.")]
    private partial void LogNotOpened(string error);

    [LoggerMessage(402, LogLevel.Warning, "Storage or ONNX Runtime is not ready yet: {Error}.")]
    private partial void LogNotReady(string error);
}
