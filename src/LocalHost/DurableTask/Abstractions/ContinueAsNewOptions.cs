namespace Microsoft.DurableTask;

/// <summary>How an orchestration starts over.</summary>
public class ContinueAsNewOptions
{
    /// <summary>The input of the next execution.</summary>
    public object? NewInput { get; set; }

    /// <summary>Whether events that nobody waited for go over to the next execution.</summary>
    /// <value>The default is true.</value>
    public bool PreserveUnprocessedEvents { get; set; } = true;

    /// <summary>The version of the next execution; null or blank keeps the version.</summary>
    public string? NewVersion { get; set; }
}
