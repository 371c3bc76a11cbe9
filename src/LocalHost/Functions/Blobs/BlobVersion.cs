using Azure;

namespace XaiFunctions.LocalHost.Functions.Blobs;

/// <summary>One version of a blob in a container.</summary>
/// <param name="Name">The blob's name.</param>
/// <param name="ETag">Changes whenever the blob is written.</param>
/// <param name="Type">The kind of blob, as the service calls it: <c>BlockBlob</c>, <c>AppendBlob</c>, <c>PageBlob</c>.</param>
internal readonly record struct BlobVersion(string Name, ETag ETag, string Type);
