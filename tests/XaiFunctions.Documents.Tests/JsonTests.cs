using System.Text;
using System.Text.Json;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Tables;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Writers;

namespace XaiFunctions.Documents.Tests;

public sealed class JsonTests
{
    [Fact]
    public void RowsJsonLines_LoanRow_IsAsRecorded()
    {
        string json = Written.By(stream =>
        {
            using var writer = new RowsJsonLines(stream, Samples.LoanFrame);
            writer.Write(Samples.LoanRow());
        });

        Assert.Equal(
            """
            {"row":1,"inputs":{"duration":48,"amount":5951.5,"purpose":"car","foreign worker":true,"checking_lt_0":1,"checking_0_200":0},"groups":{"checking account":"lt_0"},
            "evaluations":30,"stopReason":"budget","outputs":[{"output":"approved","prediction":-0.25,"baseValue":0.75,"fidelity":0.875,
            "attributions":{"duration":-0.5,"amount":0.25,"purpose":-0.125,"foreign worker":-0.375,"checking account":-0.25},
            "standardErrors":{"duration":0.03125,"amount":0.03125,"purpose":0.015625,"foreign worker":0.03125,"checking account":0.03125},
            "intervalHalfWidths":{"duration":0.0625,"amount":0.0625,"purpose":0.03125,"foreign worker":0.0625,"checking account":0.0625},
            "reasons":{"direction":"lowers","codes":[{"player":"duration","attribution":-0.5,"text":"The credit runs for long.","tied":false},
            {"player":"checking account","attribution":-0.25,"text":"The checking account is overdrawn.","tied":false},
            {"player":"purpose","attribution":-0.125,"text":"purpose lowered the output","tied":false}],"sensitiveLeftOut":true,"withheld":null},
            "sentence":"approved: probability 0.44, lower than the average over the background (probability 0.68), most of all because of duration = 48 months (−0.5) and checking account = lt_0 (−0.25); against it spoke amount = 5,951.5 EUR (\u002B0.25). A sensitive column is among the strongest and is not named here."}]}
            """.ReplaceLineEndings("") + "\n",
            json);
    }

    /// <summary>What the README's three lines of Python make a <c>shap.Explanation</c> of.</summary>
    [Fact]
    public void RowsJsonLines_EveryRow_HasABaseValueAndAnInputOrGroupForEveryAttributionInTheSameOrder()
    {
        var players = new Players(["renamed", "b", "b and c"], [[0], [1, 3], [2]]);
        var frame = new ExplanationFrame([.. new[] { "a", "b", "c", "d" }.Select(name => new Feature(name, FeatureType.Number))], players, ["y", "z"], OutputSpaces.Raw);
        var output = new OutputExplanation(3, 1, new double[] { 1, 1, 0 }, new double[3], new double[3]);
        string[] lines = Written.By(stream =>
        {
            using var writer = new RowsJsonLines(stream, frame);
            foreach (double value in new[] { 2, 0.5, double.NaN })
                writer.Write(new RowExplanation(1, [CellValue.Of(value), CellValue.Of(value), CellValue.Of(7.0), CellValue.Of(0.0)], [output, output], 0));
        }).TrimEnd().Split('\n');

        foreach (JsonElement row in lines.Select(line => JsonDocument.Parse(line).RootElement))
        {
            JsonElement first = row.GetProperty("outputs")[0];
            Assert.Equal(players.Names, first.GetProperty("attributions").EnumerateObject().Select(player => player.Name));
            Assert.Equal(1, first.GetProperty("baseValue").GetDouble());
            Dictionary<string, JsonElement> data = row.GetProperty("inputs").EnumerateObject().ToDictionary(input => input.Name, input => input.Value);
            foreach (JsonProperty group in row.GetProperty("groups").EnumerateObject())
                data[group.Name] = group.Value;
            Assert.All(players.Names, player => Assert.True(data.ContainsKey(player)));
            Assert.Equal(data["a"].ToString(), data["renamed"].ToString());
            Assert.Equal(7, data["b and c"].GetDouble());
            Assert.Equal(JsonValueKind.Null, data["b"].ValueKind);
        }
    }

    [Fact]
    public void RowsJsonLines_MissingAndUnknown_AreNull()
    {
        string json = Written.By(stream =>
        {
            using var writer = new RowsJsonLines(stream, Samples.NumericFrame(1));
            writer.Write(Samples.Row(1, [CellValue.Missing], 0, [0.5], [double.NaN]));
        });

        JsonElement row = JsonDocument.Parse(json).RootElement;
        Assert.Equal(JsonValueKind.Null, row.GetProperty("inputs").GetProperty("x1").ValueKind);
        JsonElement output = row.GetProperty("outputs")[0];
        Assert.Equal(JsonValueKind.Null, output.GetProperty("intervalHalfWidths").GetProperty("x1").ValueKind);
        Assert.Equal("The error of the attributions is not known.", output.GetProperty("reasons").GetProperty("withheld").GetString());
    }

    [Fact]
    public void RowsJsonLines_HostileText_StaysOneLineAndEndsNoElement()
    {
        CellValue[] cells = [.. Samples.LoanRow().Cells];
        cells[2] = CellValue.Of("</script>\n\"'\u2028\ud800 &");
        string json = Written.By(stream =>
        {
            using var writer = new RowsJsonLines(stream, Samples.LoanFrame);
            writer.Write(Samples.LoanRow() with { Cells = cells });
        });

        Assert.Equal(1, json.Count(letter => letter == '\n'));
        Assert.DoesNotContain("</script>", json, StringComparison.Ordinal);
        string? text = JsonDocument.Parse(json).RootElement.GetProperty("inputs").GetProperty("purpose").GetString();
        Assert.Equal("</script>\n\"'\u2028\ufffd &", text);
    }

    [Fact]
    public void Write_SameDocumentTwice_GivesTheSameBytesAndReadsBack()
    {
        ExplanationDocument document = Samples.Document(Samples.Summarize(Samples.LoanFrame, [Samples.LoanRow(1), Samples.LoanRow(2)]));
        string first = Written.By(stream => DocumentJson.Write(stream, document));
        using var again = new MemoryStream(Encoding.UTF8.GetBytes(first));
        Assert.Equal(first, Written.By(stream => DocumentJson.Write(stream, DocumentJson.Read(again))));
        Assert.EndsWith("}\n", first, StringComparison.Ordinal);
        Assert.DoesNotContain("\r", first, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Document_NamesSectionsInOrder()
    {
        ExplanationDocument document = Samples.Document(Samples.Summarize(Samples.LoanFrame, [Samples.LoanRow()]));
        JsonElement root = JsonDocument.Parse(Written.By(stream => DocumentJson.Write(stream, document))).RootElement;
        Assert.Equal(
            ["schemaVersion", "job", "model", "data", "provenance", "method", "summary", "quality", "warnings", "rejected", "failure"],
            root.EnumerateObject().Select(member => member.Name));
        Assert.Equal("18446744073709551615", root.GetProperty("provenance").GetProperty("seed").GetRawText());
        Assert.Equal(
            ["System.Numerics.Tensors", "onnxruntime"],
            root.GetProperty("provenance").GetProperty("packages").EnumerateObject().Select(member => member.Name));
    }
}
