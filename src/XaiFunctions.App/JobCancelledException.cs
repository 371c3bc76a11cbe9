namespace XaiFunctions.App;

/// <summary>The job was cancelled by its owner; its activities stop and nothing is tried again.</summary>
public sealed class JobCancelledException() : Exception("The job was cancelled.");
