using System.Text.Json.Nodes;
using XaiFunctions.Documents.Audits;

namespace XaiFunctions.Documents.Governance;

/// <summary>A metric of an audit that has a value.</summary>
/// <param name="Name">Its name under <c>metrics</c>.</param>
/// <param name="Value">The value.</param>
/// <param name="Low">The lower end of its 95 % interval, or null.</param>
/// <param name="High">The upper end, or null.</param>
/// <param name="Rows">The rows that it was measured on.</param>
public sealed record MeasuredMetric(string Name, double Value, double? Low, double? High, long Rows);

/// <summary>
/// An audit as it is stored, read for what it measured. It is read as JSON, so that every number can be pointed at in the very file that a reader can fetch, and so that what
/// later versions measure besides is found too.
/// </summary>
public sealed class MeasuredAudit
{
    private readonly JsonNode audit;

    /// <param name="json">What <see cref="AuditJson"/> wrote.</param>
    public MeasuredAudit(ReadOnlySpan<byte> json)
    {
        audit = JsonNode.Parse(json) ?? throw new ArgumentException("The audit is null.", nameof(json));
        Metrics = [.. (audit["metrics"]?.AsObject() ?? []).Where(metric => metric.Value?["value"] is not null).Select(metric => new MeasuredMetric(
            metric.Key,
            metric.Value!["value"]!.GetValue<double>(),
            metric.Value["interval"]?["low"]?.GetValue<double>(),
            metric.Value["interval"]?["high"]?.GetValue<double>(),
            metric.Value["count"]?.GetValue<long>() ?? 0))];
        Unmeasured = [.. (audit["metrics"]?.AsObject() ?? []).Where(metric => metric.Value?["value"] is null).Select(metric => (metric.Key, metric.Value?["absence"]?.GetValue<string>() ?? "notApplicable"))];
    }

    /// <summary>The audit's id.</summary>
    public string Id => Text("/audit/id")!;

    /// <summary>The address of its file.</summary>
    public string Url => $"/api/models/{Text("/audit/model")}/audits/{Id}/files/audit.json";

    /// <summary>The beginning of its period.</summary>
    public DateTimeOffset From => At("/audit/from")!.GetValue<DateTimeOffset>();

    /// <summary>The end of its period.</summary>
    public DateTimeOffset To => At("/audit/to")!.GetValue<DateTimeOffset>();

    /// <summary>When it was made.</summary>
    public DateTimeOffset FinishedAt => At("/audit/finishedAt")!.GetValue<DateTimeOffset>();

    /// <summary>The rows that were scored in the period.</summary>
    public long Rows => At("/scored/rows")?.GetValue<long>() ?? 0;

    /// <summary>The metrics that have a value.</summary>
    public IReadOnlyList<MeasuredMetric> Metrics { get; }

    /// <summary>The metrics that have none, with the reason.</summary>
    public IReadOnlyList<(string Name, string Absence)> Unmeasured { get; }

    /// <summary>The findings, in words.</summary>
    public IReadOnlyList<string> Findings => [.. (At("/findings")?.AsArray() ?? []).Select(finding => finding!.GetValue<string>())];

    /// <summary>What stands at a place (JSON Pointer, RFC 6901), or null.</summary>
    public JsonNode? At(string pointer)
    {
        JsonNode? node = audit;
        foreach (string part in pointer.Split('/').Skip(1).Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
            node = node switch
            {
                JsonObject members => members[part],
                JsonArray items when int.TryParse(part, out int index) && index >= 0 && index < items.Count => items[index],
                _ => null,
            };
        return node;
    }

    /// <summary>The text at a place, or null.</summary>
    public string? Text(string pointer) => At(pointer) is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>The address of a place in the audit's file.</summary>
    public string AddressOf(string pointer) => $"{Url}#{string.Join('/', pointer.Split('/').Select(Uri.EscapeDataString))}";

    /// <summary>The place of a metric.</summary>
    public static string PointerOf(string metric) => $"/metrics/{metric.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
}
