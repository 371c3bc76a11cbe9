using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Http;

/// <summary>
/// An explanation as the answer to the request for it. In JSON it is document.json with the records of rows.jsonl as one more member, <c>rows</c>; in
/// another form it is what the job gives in that form.
/// </summary>
public static class ExplanationAnswer
{
    /// <summary>Makes the answer.</summary>
    /// <param name="job">The job's id.</param>
    /// <param name="form">The form that the caller wants, or null if it takes any.</param>
    /// <param name="read">Reads a file of the job.</param>
    /// <returns>Null if a file is not there.</returns>
    public static async Task<Answer?> FindAsync(string job, ExplanationForm? form, Func<string, Task<BinaryData?>> read)
    {
        if (await read(form?.File ?? DocumentStore.Document) is not { } file)
            return null;
        Answer answer;
        if (form == ExplanationForm.Markdown)
            answer = FileAnswers.Markdown(file);
        else if (form is not null && form != ExplanationForm.Document)
            answer = Answer.Bytes(StatusCodes.Status200OK, DocumentStore.ContentType(form.File), file.ToMemory());
        else if (await read(DocumentStore.Rows) is { } rows)
            answer = Answer.Bytes(StatusCodes.Status200OK, "application/json", Join(file, rows));
        else
            return null;
        return answer.With("Location", JobView.Address(job)).With("Vary", "Accept");
    }

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
