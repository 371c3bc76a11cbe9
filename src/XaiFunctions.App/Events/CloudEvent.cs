using System.Text.Json;
using System.Text.Json.Nodes;

namespace XaiFunctions.App.Events;

/// <summary>An event in the form of CloudEvents 1.0, with data in JSON.</summary>
/// <param name="Id">Its id; the same for the same happening, however often it is told.</param>
/// <param name="Type">What happened: one of <see cref="EventTypes"/>.</param>
/// <param name="Source">Where, as the path of the model in the API: <c>/api/models/{model}</c>.</param>
/// <param name="Subject">To what, as a path below the source.</param>
/// <param name="Time">When.</param>
/// <param name="Data">What is told of it, as JSON.</param>
public sealed record CloudEvent(string Id, string Type, string Source, string Subject, DateTimeOffset Time, ReadOnlyMemory<byte> Data)
{
    /// <summary>The source of all events of a model.</summary>
    public static string Model(string model) => $"/api/models/{model}";

    /// <summary>The event in CloudEvents' JSON form.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(new JsonObject
    {
        ["specversion"] = "1.0",
        ["id"] = Id,
        ["type"] = Type,
        ["source"] = Source,
        ["subject"] = Subject,
        ["time"] = Time.UtcDateTime.ToString("O"),
        ["datacontenttype"] = "application/json",
        ["data"] = JsonNode.Parse(Data.Span),
    });
}

/// <summary>The types of events: subscriptions filter by them.</summary>
public static class EventTypes
{
    /// <summary>A rule of an audit raised an alert; the data follow <c>audit-alert.v1.schema.json</c>.</summary>
    public const string AlertRaised = "XaiFunctions.AlertRaised";

    /// <summary>A job has come to its end; the data are what <c>GET /api/explanations/{job}</c> answers.</summary>
    public const string JobEnded = "XaiFunctions.JobEnded";
}
