using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace XaiFunctions.App.Http;

/// <summary>A whole explanation as the answer to the request for it: document.json with the records of rows.jsonl as one more member, <c>rows</c>.</summary>
public static class ExplanationAnswer
{
    /// <summary>Makes the answer.</summary>
    /// <param name="job">The job's id.</param>
    /// <param name="document">document.json.</param>
    /// <param name="rows">rows.jsonl.</param>
    public static Answer Of(string job, BinaryData document, BinaryData rows) =>
        Answer.Bytes(StatusCodes.Status200OK, "application/json", Join(document, rows)).With("Location", JobView.Address(job));

    private static ReadOnlyMemory<byte> Join(BinaryData document, BinaryData rows)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        using JsonDocument parsed = JsonDocument.Parse(document.ToMemory());
        json.WriteStartObject();
        foreach (JsonProperty member in parsed.RootElement.EnumerateObject())
            member.WriteTo(json);
        json.WriteStartArray("rows");
        ReadOnlySpan<byte> lines = rows.ToMemory().Span;
        foreach (Range line in lines.Split((byte)'\n'))
        {
            if (!lines[line].IsEmpty)
                json.WriteRawValue(lines[line], skipInputValidation: true);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
