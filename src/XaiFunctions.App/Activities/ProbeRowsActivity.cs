using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Audits;

namespace XaiFunctions.App.Activities;

/// <summary>Tries the model out on some rows. A piece that is stored already is done.</summary>
public sealed class ProbeRowsActivity(SweepProber prober)
{
    /// <summary>Tries one piece.</summary>
    [Function(nameof(ProbeRowsActivity))]
    public Task RunAsync([ActivityTrigger] SweepPartInput input, CancellationToken cancellation) => prober.ProbeAsync(input.Sweep, input.Part, cancellation);
}
