using XaiFunctions.Infrastructure.Tests.Bicep;

namespace XaiFunctions.Infrastructure.Tests.Rules;

/// <summary>The event subscription delivers each finished drop once, tries again, and loses nothing silently.</summary>
internal static class EventRules
{
    private static readonly string[] CompletingCalls = ["PutBlob", "PutBlockList", "CopyBlob", "FlushWithClose"];

    public static IEnumerable<string> Subscription(TemplateSet set)
    {
        Template template = set["scoring-subscription.bicep"];
        ObjectNode properties = (ObjectNode)template.Resources
            .Single(resource => resource.Type == "Microsoft.EventGrid/systemTopics/eventSubscriptions").Body["properties"]!;
        ObjectNode filter = (ObjectNode)properties["filter"]!;
        if (filter["subjectBeginsWith"] is not TextNode { Segments: ["/blobServices/default/containers/", "/blobs/"] })
            yield return "does not look at one container only";
        IEnumerable<string> calls = filter.DescendantsAndSelf().OfType<ObjectNode>()
            .Where(node => node["key"] is TextNode { Literal: "data.api" })
            .SelectMany(node => StorageNames.Texts(template, node["values"]!));
        if (!calls.SequenceEqual(CompletingCalls))
            yield return "does not filter for the calls that complete a blob";
        if (properties["retryPolicy"] is null || properties["deadLetterWithResourceIdentity"] is null)
            yield return "has no retries or no dead letters";
    }

    /// <summary>Sign-in at the edge lets Event Grid through: it comes with a key, not with a token.</summary>
    public static IEnumerable<string> SignIn(TemplateSet set)
    {
        Template template = set["modules/function-app.bicep"];
        Node? excluded = template.Expressions.OfType<ObjectNode>().Select(node => node["excludedPaths"]).OfType<Node>().FirstOrDefault();
        if (excluded is null || !StorageNames.Texts(template, excluded).Contains("/runtime/webhooks/*"))
            yield return "sign-in keeps Event Grid out";
    }
}
