namespace XaiFunctions.LocalHost.Functions.Blobs;

/// <summary>The version of the blob that was to start a function is no longer there: it was removed or written anew.</summary>
internal sealed class BlobGoneException(string blob, Exception inner) : Exception($"The blob '{blob}' was removed or changed.", inner);
