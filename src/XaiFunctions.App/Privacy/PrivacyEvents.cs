using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using XaiFunctions.App.AuditLog;

namespace XaiFunctions.App.Privacy;

/// <summary>What the audit log is told of the privacy of people: hashes, ids and counts, never a key or a value.</summary>
public static class PrivacyEvents
{
    /// <summary>A model's privacy policy was set.</summary>
    public const string PolicyKind = "privacy-policy-set";

    /// <summary>A model's privacy policy was set. The record has it whole, so that it can be seen that a clip was fixed before what was released.</summary>
    public static AuditEvent PolicySet(string model, PrivacyPolicy policy, string actor, DateTimeOffset at) => new(
        $"settings:{model}",
        PolicyKind,
        at,
        new JsonObject { ["model"] = model, ["policy"] = JsonSerializer.SerializeToNode(policy, PrivacyPolicy.Format) },
        at.UtcTicks.ToString(CultureInfo.InvariantCulture))
    { Actor = actor };
}
