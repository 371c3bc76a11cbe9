using Microsoft.Extensions.Options;
using XaiFunctions.App.Options;

namespace XaiFunctions.App.Http;

/// <summary>
/// Bounds what requests for explanations take from this process at once: so many are in progress at most, more are sent away for a moment; and no more are
/// computed at once than there are processors, so that each has its time.
/// </summary>
public sealed class ExplanationGate(IOptions<HttpOptions> options) : IDisposable
{
    private readonly SemaphoreSlim processors = new(Environment.ProcessorCount);
    private int inProgress;

    /// <summary>Lets a request in until what is given back is disposed.</summary>
    /// <exception cref="ProblemException">There are too many already.</exception>
    public IDisposable Enter()
    {
        if (Interlocked.Increment(ref inProgress) <= options.Value.MaxConcurrent)
            return new Exit(() => Interlocked.Decrement(ref inProgress));
        Interlocked.Decrement(ref inProgress);
        throw new ProblemException(Problem.TooManyRequests(
            $"More than {options.Value.MaxConcurrent} requests for explanations are in progress (limit MaxConcurrent). Repeat the request a little later, or drop a file."));
    }

    /// <summary>Runs a computation on a thread of its own once a processor is free.</summary>
    /// <param name="compute">The computation.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<T> ComputeAsync<T>(Func<T> compute, CancellationToken cancellation)
    {
        await processors.WaitAsync(cancellation);
        try
        {
            return await Task.Run(compute, cancellation);
        }
        finally
        {
            processors.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => processors.Dispose();

    private sealed class Exit(Action leave) : IDisposable
    {
        private Action? leave = leave;

        public void Dispose() => Interlocked.Exchange(ref leave, null)?.Invoke();
    }
}
