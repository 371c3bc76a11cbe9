using Azure;
using Azure.Storage.Blobs;
using XaiFunctions.LocalHost.Functions.Invocation;
using XaiFunctions.LocalHost.Functions.Storage;

namespace XaiFunctions.LocalHost.Functions.Blobs;

/// <summary>A blob function with the container that it watches.</summary>
/// <param name="Function">The function.</param>
/// <param name="Pattern">Which blobs start it.</param>
/// <param name="Account">The storage account.</param>
internal sealed record BlobFunction(FunctionDescriptor Function, BlobPattern Pattern, StorageAccount Account)
{
    /// <summary>How often a blob is tried before it is set aside.</summary>
    public const int MaxTries = 5;

    /// <summary>The container.</summary>
    public BlobContainerClient Container { get; } = Account.Blobs.GetBlobContainerClient(Pattern.Container);

    /// <summary>The container's name in receipts: two accounts may have containers of the same name.</summary>
    public string ReceiptScope => $"{Account.Name}/{Pattern.Container}";

    /// <summary>The function's name as events and poison messages have it.</summary>
    public string QualifiedName => $"Host.Functions.{Function.Name}";

    /// <summary>One run of the function.</summary>
    /// <param name="blob">The blob; it must match the pattern.</param>
    /// <param name="tries">How many tries the blob has had, this one included.</param>
    public FunctionInvocation Invocation(BlobVersion blob, int tries)
    {
        Pattern.TryMatch(blob.Name, out var values);
        var data = values.ToDictionary(pair => pair.Key, pair => (object?)pair.Value, StringComparer.OrdinalIgnoreCase);
        data["BlobTrigger"] = $"{Pattern.Container}/{blob.Name}";
        data["Uri"] = Container.GetBlobClient(blob.Name).Uri.AbsoluteUri;
        return new FunctionInvocation(Function)
        {
            BindingData = data,
            RetryCount = tries - 1,
            MaxRetryCount = MaxTries - 1,
            BindAsync = (parameter, context) => parameter == Function.TriggerParameter
                ? OpenAsync(parameter.ParameterType, blob, context.CancellationToken)
                : new(TextConversion.Bind(parameter, data)),
        };
    }

    private async ValueTask<object?> OpenAsync(Type type, BlobVersion blob, CancellationToken cancellation)
    {
        try
        {
            return await BlobValue.OpenAsync(type, Container, blob, cancellation);
        }
        catch (RequestFailedException error) when (error.Status is 404 or 412)
        {
            throw new BlobGoneException(blob.Name, error);
        }
    }
}
