using XaiFunctions.Cli.Display;

namespace XaiFunctions.Cli.Client;

/// <summary>The path of any client: register a model, drop a file, wait for the job's documents.</summary>
internal sealed class ExplainRun(AppClient app, AppStorage storage, Terminal terminal)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan PickUpTimeout = TimeSpan.FromMinutes(1);

    private readonly TimeProvider clock = TimeProvider.System;

    /// <summary>Puts the model into the registry.</summary>
    public async Task RegisterAsync(ModelFiles model, CancellationToken cancellation)
    {
        await app.RegisterAsync(model, cancellation);
        terminal.Line($"Registered model '{model.Name}', version {model.Version}.");
    }

    /// <summary>Drops a scoring file and waits until its job has ended.</summary>
    /// <returns>The job's id.</returns>
    /// <exception cref="CommandFailedException">The job does not start, or it fails; the message says why.</exception>
    public async Task<string> ExplainAsync(
        string model, string version, string file, Stream rows, ExplanationOptions options, CancellationToken cancellation)
    {
        string job = await storage.DropAsync(model, file, rows, options.ToMetadata(version), cancellation);
        terminal.Line($"Dropped scoring/{model}/{file}: job {job}.");
        JobStatus ended = await terminal.WithProgressAsync("job", show => WaitAsync(job, file, show, cancellation));
        if (ended.Status != JobStatus.Completed)
            throw new CommandFailedException($"Job {job} for '{file}' {ended.Status}: {ended.Problem ?? "the app gives no reason"}");
        return job;
    }

    private async Task<JobStatus> WaitAsync(string job, string file, Action<JobProgress> show, CancellationToken cancellation)
    {
        long started = clock.GetTimestamp();
        while (true)
        {
            JobStatus? status = await app.StatusAsync(job, cancellation);
            if (status is null && clock.GetElapsedTime(started) > PickUpTimeout)
                throw new CommandFailedException($"No job has started for '{file}' within {PickUpTimeout.TotalSeconds:0} s. Do the app and this command use the same storage account?");
            if (status is not null)
                show(status.ToProgress(clock.GetUtcNow()));
            if (status is { HasEnded: true })
                return status;

            await Task.Delay(PollInterval, cancellation);
        }
    }
}
