using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using XaiFunctions.App.Options;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Functions;

/// <summary>Removes every hour what <c>Idempotency-Key</c>s stood for that are expired, so that nothing is kept of requests that nobody can repeat any more.</summary>
public sealed partial class RemoveRequestKeys(RequestKeyTable keys, IOptions<HttpOptions> options, TimeProvider time, ILogger<RemoveRequestKeys> logger)
{
    /// <summary>Removes them.</summary>
    [Function(nameof(RemoveRequestKeys))]
    public async Task RunAsync([TimerTrigger("0 17 * * * *")] TimerInfo timer, CancellationToken cancellation) =>
        LogRemoved(await keys.RemoveExpiredAsync(time.GetUtcNow().AddHours(-options.Value.IdempotencyHours), cancellation));

    [LoggerMessage(220, LogLevel.Information, "{Count} expired idempotency keys are removed.")]
    private partial void LogRemoved(int count);
}
