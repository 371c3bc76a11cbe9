using System.Text;
using System.Text.Json;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.App.Audits;

/// <summary>Reads lines of <c>rows.jsonl</c>. What is not written there, the rounds, is 0. Names come in the frame's order, as they are written; any other order is understood, and slower.</summary>
/// <param name="frame">The names of what rows contain.</param>
internal sealed class ScoredRowParser(ExplanationFrame frame)
{
    private readonly Names features = new([.. frame.Features.Select(feature => feature.Name)]);
    private readonly Names players = new(frame.Players.Names);

    // A category has few texts, and rows often the one of the row before.
    private readonly string[] texts = [.. Enumerable.Repeat("", frame.Features.Count)];

    /// <summary>Reads a line.</summary>
    /// <exception cref="InvalidDataException">It lacks a part of the row.</exception>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public RowExplanation Parse(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        reader.Read();
        long? row = null, evaluations = null;
        string? stopReason = null;
        CellValue[]? cells = null;
        OutputExplanation[]? outputs = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (IsProperty(ref reader, "row"u8))
                row = reader.GetInt64();
            else if (IsProperty(ref reader, "inputs"u8))
                cells = Cells(ref reader);
            else if (IsProperty(ref reader, "outputs"u8))
                outputs = Outputs(ref reader);
            else if (IsProperty(ref reader, "evaluations"u8))
                evaluations = reader.GetInt64();
            else if (IsProperty(ref reader, "stopReason"u8))
                stopReason = StopReason(ref reader);
            else
                reader.Skip();
        }

        if (row is null || evaluations is null || stopReason is null || cells is null || outputs is null)
            throw Incomplete();
        return new RowExplanation(row.Value, cells, outputs, evaluations.Value) { StopReason = stopReason };
    }

    private static InvalidDataException Incomplete() => new("A line of rows.jsonl lacks a part of its row.");

    /// <summary>Whether it is the property's name; then its value is read.</summary>
    private static bool IsProperty(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) => reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(name) && reader.Read();

    private static string StopReason(ref Utf8JsonReader reader)
    {
        foreach (string known in StopReasons.All)
        {
            if (reader.ValueTextEquals(known))
                return known;
        }

        return reader.GetString() ?? throw Incomplete();
    }

    private CellValue[] Cells(ref Utf8JsonReader reader)
    {
        var cells = new CellValue[texts.Length];
        int read = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int place = features.Place(ref reader, read);
            reader.Read();
            if (place < 0)
            {
                reader.Skip();
                continue;
            }

            cells[place] = Cell(ref reader, place);
            read++;
        }

        return read == cells.Length ? cells : throw Incomplete();
    }

    private CellValue Cell(ref Utf8JsonReader reader, int column)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                return CellValue.Of(reader.GetDouble());
            case JsonTokenType.String:
                if (!reader.ValueTextEquals(texts[column]))
                    texts[column] = reader.GetString()!;
                return CellValue.Of(texts[column]);
            case JsonTokenType.True or JsonTokenType.False:
                return CellValue.Of(reader.GetBoolean());
            default:
                return CellValue.Missing;
        }
    }

    private OutputExplanation[] Outputs(ref Utf8JsonReader reader)
    {
        var outputs = new List<OutputExplanation>(frame.Outputs.Count);
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            outputs.Add(Output(ref reader));
        return [.. outputs];
    }

    private OutputExplanation Output(ref Utf8JsonReader reader)
    {
        double? prediction = null, baseValue = null;
        double fidelity = double.NaN;
        double[]? attributions = null, errors = null, halfWidths = null, backgroundErrors = null, interactions = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (IsProperty(ref reader, "prediction"u8))
                prediction = reader.GetDouble();
            else if (IsProperty(ref reader, "baseValue"u8))
                baseValue = reader.GetDouble();
            else if (IsProperty(ref reader, "attributions"u8))
                attributions = ByPlayer(ref reader);
            else if (IsProperty(ref reader, "standardErrors"u8))
                errors = ByPlayer(ref reader);
            else if (IsProperty(ref reader, "intervalHalfWidths"u8))
                halfWidths = ByPlayer(ref reader);
            else if (IsProperty(ref reader, "fidelity"u8))
                fidelity = Number(ref reader);
            else if (IsProperty(ref reader, "backgroundErrors"u8))
                backgroundErrors = ByPlayer(ref reader);
            else if (IsProperty(ref reader, "interactions"u8))
                interactions = Interactions(ref reader);
            else
                reader.Skip();
        }

        if (prediction is null || baseValue is null || attributions is null || errors is null || halfWidths is null)
            throw Incomplete();
        return new OutputExplanation(prediction.Value, baseValue.Value, attributions, errors, halfWidths) { Fidelity = fidelity, BackgroundErrors = backgroundErrors, Interactions = interactions };
    }

    private double[] Interactions(ref Utf8JsonReader reader)
    {
        var values = new List<double>(players.Count * players.Count);
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                values.Add(Number(ref reader));
        }

        return [.. values];
    }

    // What is not finite was written as null.
    private static double Number(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : double.NaN;

    /// <summary>Numbers in the frame's order.</summary>
    private double[] ByPlayer(ref Utf8JsonReader reader)
    {
        var values = new double[players.Count];
        int read = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int place = players.Place(ref reader, read);
            reader.Read();
            if (place < 0)
            {
                reader.Skip();
                continue;
            }

            values[place] = Number(ref reader);
            read++;
        }

        return read == values.Length ? values : throw Incomplete();
    }

    /// <summary>Names and their places.</summary>
    private sealed class Names(IReadOnlyList<string> names)
    {
        private readonly byte[][] encoded = [.. names.Select(Encoding.UTF8.GetBytes)];
        private readonly Dictionary<string, int> places = names.Select((name, place) => (name, place)).ToDictionary(entry => entry.name, entry => entry.place, StringComparer.Ordinal);

        /// <summary>How many names there are.</summary>
        public int Count => encoded.Length;

        /// <summary>The place of the name that the reader is at, first tried where it is expected; -1 if it is not among them.</summary>
        public int Place(ref Utf8JsonReader reader, int expected)
        {
            if (expected < encoded.Length && reader.ValueTextEquals(encoded[expected]))
                return expected;
            return places.TryGetValue(reader.GetString()!, out int place) ? place : -1;
        }
    }
}
