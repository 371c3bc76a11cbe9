namespace XaiFunctions.Cli.Client;

/// <summary>What is asked of the app's back-fill.</summary>
/// <param name="Prefix">How the files' names begin, or null.</param>
/// <param name="Since">The earliest time of their last write, or null.</param>
/// <param name="DryRun">Count only.</param>
/// <param name="Continuation">Where to go on, or null to begin.</param>
internal sealed record BackfillQuery(string? Prefix, DateTimeOffset? Since, bool DryRun, string? Continuation = null);

/// <summary>What a page of files came to.</summary>
/// <param name="Started">Jobs started.</param>
/// <param name="Known">Files whose job there was.</param>
/// <param name="Left">Files that are older than asked for.</param>
/// <param name="Continuation">Where to go on, or null at the end.</param>
internal sealed record BackfillPage(int Started, int Known, int Left, string? Continuation);
