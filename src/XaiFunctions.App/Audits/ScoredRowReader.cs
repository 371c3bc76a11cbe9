using System.Runtime.CompilerServices;
using System.Text.Json;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.App.Audits;

/// <summary>Reads a job's <c>rows.jsonl</c> back, line by line.</summary>
public static class ScoredRowReader
{
    /// <summary>The rows, in blocks as they were explained.</summary>
    /// <param name="content">The file.</param>
    /// <param name="frame">The names of what rows contain.</param>
    /// <param name="rowsPerBlock">Rows of a block.</param>
    /// <param name="cancellation">Stops reading.</param>
    public static async IAsyncEnumerable<IReadOnlyList<RowExplanation>> ReadBlocksAsync(
        Stream content, ExplanationFrame frame, int rowsPerBlock, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var reader = new StreamReader(content);
        var block = new List<RowExplanation>(rowsPerBlock);
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            block.Add(Parse(line, frame));
            if (block.Count < rowsPerBlock)
                continue;
            yield return block;
            block = new(rowsPerBlock);
        }

        if (block.Count > 0)
            yield return block;
    }

    /// <summary>Reads a line. What is not written there, the rounds, is 0.</summary>
    internal static RowExplanation Parse(string line, ExplanationFrame frame)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement row = document.RootElement;
        JsonElement inputs = row.GetProperty("inputs");
        CellValue[] cells = [.. frame.Features.Select(feature => Cell(inputs.GetProperty(feature.Name)))];
        OutputExplanation[] outputs = [.. row.GetProperty("outputs").EnumerateArray().Select(output => new OutputExplanation(
            output.GetProperty("prediction").GetDouble(),
            output.GetProperty("baseValue").GetDouble(),
            ByPlayer(output.GetProperty("attributions"), frame),
            ByPlayer(output.GetProperty("standardErrors"), frame),
            ByPlayer(output.GetProperty("intervalHalfWidths"), frame))
        {
            Fidelity = Number(output.GetProperty("fidelity")),
            Interactions = output.TryGetProperty("interactions", out JsonElement matrix) ? matrix.EnumerateArray().SelectMany(line => line.EnumerateArray()).Select(Number).ToArray() : default,
            BackgroundErrors = output.TryGetProperty("backgroundErrors", out JsonElement errors) ? ByPlayer(errors, frame) : default,
        })];
        return new RowExplanation(row.GetProperty("row").GetInt64(), cells, outputs, row.GetProperty("evaluations").GetInt64())
        {
            StopReason = row.GetProperty("stopReason").GetString()!,
        };
    }

    private static CellValue Cell(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => CellValue.Of(value.GetDouble()),
        JsonValueKind.String => CellValue.Of(value.GetString()),
        JsonValueKind.True => CellValue.Of(true),
        JsonValueKind.False => CellValue.Of(false),
        _ => CellValue.Missing,
    };

    /// <summary>Numbers in the frame's order; what is not finite was written as null.</summary>
    private static double[] ByPlayer(JsonElement values, ExplanationFrame frame) =>
        [.. frame.Players.Names.Select(name => Number(values.GetProperty(name)))];

    private static double Number(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.NaN;
}
