using System.Text.Json;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Reasons;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Writers;

/// <summary>Writes the JSON record of one row.</summary>
public sealed class RowJson
{
    private readonly ExplanationFrame frame;
    private readonly ReasonWriter reasons;
    private readonly JsonEncodedText[] features;
    private readonly JsonEncodedText[] players;
    private readonly JsonEncodedText[] outputs;
    private readonly int[] groups;

    /// <param name="frame">The names.</param>
    /// <param name="options">How reasons are chosen.</param>
    public RowJson(ExplanationFrame frame, ReasonOptions options)
    {
        ArgumentNullException.ThrowIfNull(frame);
        this.frame = frame;
        reasons = new ReasonWriter(frame, options);
        features = [.. frame.Features.Select(feature => JsonEncodedText.Encode(feature.Name, JsonForms.Encoder))];
        players = [.. frame.Players.Names.Select(name => JsonEncodedText.Encode(name, JsonForms.Encoder))];
        outputs = [.. frame.Outputs.Select(name => JsonEncodedText.Encode(name, JsonForms.Encoder))];
        groups = [.. Enumerable.Range(0, players.Length).Where(player => frame.SingleFeature(player)?.Name != frame.Players.Names[player])];
    }

    /// <summary>Writes a row as one object.</summary>
    /// <exception cref="ArgumentException">The row does not have the frame's features, outputs or players.</exception>
    public void Write(Utf8JsonWriter json, RowExplanation row)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(row);
        RowShape.Check(row, frame);

        json.WriteStartObject();
        json.WriteNumber("row"u8, row.Row);
        json.WriteStartObject("inputs"u8);
        for (int column = 0; column < features.Length; column++)
        {
            json.WritePropertyName(features[column]);
            WriteCell(json, row.Cells[column]);
        }

        json.WriteEndObject();
        json.WriteStartObject("groups"u8);
        foreach (int player in groups)
            WriteGroup(json, row, player);
        json.WriteEndObject();
        json.WriteNumber("evaluations"u8, row.Evaluations);
        json.WriteString("stopReason"u8, row.StopReason);
        json.WriteStartArray("outputs"u8);
        for (int output = 0; output < outputs.Length; output++)
            WriteOutput(json, row, output);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // A player that is a column under another name has its value, a one-hot group the name of its column that is 1, other groups have none.
    private void WriteGroup(Utf8JsonWriter json, RowExplanation row, int player)
    {
        json.WritePropertyName(players[player]);
        if (frame.SingleFeature(player) is not null)
            WriteCell(json, row.Cells[frame.Players.Columns(player)[0]]);
        else
            WriteCell(json, CellValue.Of(PlayerWords.Value(frame, row, player)));
    }

    private static void WriteCell(Utf8JsonWriter json, CellValue cell)
    {
        switch (cell.Kind)
        {
            case CellKind.Number:
                json.WriteNumber(cell.Number);
                break;
            case CellKind.Boolean:
                json.WriteBooleanValue(cell.Number != 0);
                break;
            case CellKind.Text:
                json.WriteStringValue(cell.Text);
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }

    private void WriteOutput(Utf8JsonWriter json, RowExplanation row, int index)
    {
        OutputExplanation output = row.Outputs[index];
        json.WriteStartObject();
        json.WriteString("output"u8, outputs[index]);
        json.WritePropertyName("prediction"u8);
        json.WriteNumber(output.Prediction);
        json.WritePropertyName("baseValue"u8);
        json.WriteNumber(output.BaseValue);
        json.WritePropertyName("fidelity"u8);
        json.WriteNumber(output.Fidelity);
        WriteByPlayer(json, "attributions"u8, output.Attributions.Span);
        WriteByPlayer(json, "standardErrors"u8, output.StandardErrors.Span);
        WriteByPlayer(json, "intervalHalfWidths"u8, output.IntervalHalfWidths.Span);
        if (!output.BackgroundErrors.IsEmpty)
            WriteByPlayer(json, "backgroundErrors"u8, output.BackgroundErrors.Span);
        if (!output.Interactions.IsEmpty)
            WriteInteractions(json, output.Interactions.Span);
        WriteReasons(json, reasons.Choose(row, index));
        json.WriteString("sentence"u8, reasons.Sentence(row, index));
        json.WriteEndObject();
    }

    private void WriteByPlayer(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<double> values)
    {
        json.WriteStartObject(name);
        for (int player = 0; player < players.Length; player++)
        {
            json.WritePropertyName(players[player]);
            json.WriteNumber(values[player]);
        }

        json.WriteEndObject();
    }

    private void WriteInteractions(Utf8JsonWriter json, ReadOnlySpan<double> matrix)
    {
        json.WriteStartArray("interactions"u8);
        for (int first = 0; first < players.Length; first++)
        {
            json.WriteStartArray();
            foreach (double value in matrix.Slice(first * players.Length, players.Length))
                json.WriteNumber(value);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private void WriteReasons(Utf8JsonWriter json, RowReasons chosen)
    {
        json.WriteStartObject("reasons"u8);
        json.WriteString("direction"u8, chosen.Direction == ReasonDirection.Lowers ? "lowers" : "raises");
        json.WriteStartArray("codes"u8);
        foreach (Reason reason in chosen.Codes)
        {
            json.WriteStartObject();
            json.WriteString("player"u8, players[reason.Player]);
            json.WritePropertyName("attribution"u8);
            json.WriteNumber(reason.Attribution);
            json.WriteString("text"u8, reason.Text);
            json.WriteBoolean("tied"u8, reason.Tied);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteBoolean("sensitiveLeftOut"u8, chosen.SensitiveLeftOut);
        if (chosen.Withheld is null)
            json.WriteNull("withheld"u8);
        else
            json.WriteString("withheld"u8, chosen.Withheld);
        json.WriteEndObject();
    }
}
