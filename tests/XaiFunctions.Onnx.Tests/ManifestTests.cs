using System.Text;
using XaiFunctions.Core.Cards;
using XaiFunctions.Core.Tables;
using XaiFunctions.Onnx.Manifest;

namespace XaiFunctions.Onnx.Tests;

public sealed class ManifestTests
{
    private const string Whole = """
        {
          "output": "probabilities",          // comments are allowed
          "space": "log-odds",
          "classes": ["denied", "approved"],
          "explain": ["approved"],
          "features": [ { "name": "age", "type": "number", "description": "age in years", "unit": "years", "allowsMissing": true },
                        { "name": "purpose", "type": "category", "categories": ["car", "education"] },
                        "income" ],
          "players": { "person": ["age", "income"], "loan": ["purpose"] },
          "background": "other.csv",
          "sensitive": ["age"],
          "reasons": { "person": { "lowers": "Length of life experience", "raises": "…" } },
          "limits": { "maxRows": 5000 },
          "card": { "overview": "o", "documentation": "d", "owners": [ { "name": "n", "contact": "c" } ], "license": "MIT", "references": ["r"], "citation": "i", "architecture": "a", "trainingData": "t",
                    "users": ["u"], "useCases": ["s"], "outOfScope": ["x"], "limitations": ["l"], "tradeoffs": ["f"], "ethicalConsiderations": [ { "name": "e", "mitigation": "m" } ],
                    "data": { "motivation": "1", "composition": "2", "collection": "3", "preprocessing": "4", "uses": "5", "distribution": "6", "maintenance": "7" } },
        }
        """;

    [Fact]
    public void Parse_EveryField_IsRead()
    {
        var manifest = Parse(Whole);

        Assert.Equal("probabilities", manifest.Output);
        Assert.Equal(OutputSpace.LogOdds, manifest.Space);
        Assert.Equal(["denied", "approved"], manifest.Classes!);
        Assert.Equal(["approved"], manifest.Explain!);
        Assert.Equal(["age", "purpose", "income"], manifest.Features!.Select(feature => feature.Name));
        Assert.Equal([FeatureType.Number, FeatureType.Category, null], manifest.Features!.Select(feature => feature.Type));
        Assert.Equal(["car", "education"], manifest.Features![1].Categories!);
        Assert.True(manifest.Features[0].AllowsMissing);
        Assert.Equal("years", manifest.Features[0].Unit);
        Assert.Equal("age in years", manifest.Features[0].Description);
        Assert.Equal(["person", "loan"], manifest.Players!.Keys);
        Assert.Equal(["age", "income"], manifest.Players["person"]);
        Assert.Equal("other.csv", manifest.Background);
        Assert.Equal(["age"], manifest.Sensitive!);
        Assert.Equal(new ReasonText("Length of life experience", "…"), manifest.Reasons!["person"]);
        Assert.Equal(5000, manifest.Limits!.MaxRows);
        CardText card = manifest.Card!;
        Assert.Equal(("o", "d", "MIT", "i", "a", "t"), (card.Overview, card.Documentation, card.License, card.Citation, card.Architecture, card.TrainingData));
        Assert.Equal("rusxlf", string.Concat([.. card.References, .. card.Users, .. card.UseCases, .. card.OutOfScope, .. card.Limitations, .. card.Tradeoffs]));
        Assert.Equal((new CardOwner("n", "c"), new CardRisk("e", "m")), (Assert.Single(card.Owners), Assert.Single(card.EthicalConsiderations)));
        Assert.Equal(new CardData { Motivation = "1", Composition = "2", Collection = "3", Preprocessing = "4", Uses = "5", Distribution = "6", Maintenance = "7" }, card.Data);
    }

    [Theory]
    [InlineData("{ \"card\": { \"owner\": \"x\" } }", "card has a field 'owner' that is not known.")]
    [InlineData("{ \"card\": { \"owners\": \"x\" } }", "card.owners must be a list.")]
    [InlineData("{ \"card\": { \"owners\": [ { \"name\": 1 } ] } }", "card.owners[0].name must be a text.")]
    [InlineData("{ \"card\": { \"data\": { \"use\": \"x\" } } }", "card.data has a field 'use' that is not known.")]
    [InlineData("{ \"card\": [] }", "card must be an object.")]
    public void Parse_CardMistaken_SaysWhere(string manifest, string problem) => Assert.Equal([problem], Assert.Throws<InvalidModelException>(() => Parse(manifest)).Problems);

    [Fact]
    public void ToJson_AnyManifest_ReadsBackToTheSame()
    {
        string json = Parse(Whole).ToJson();

        Assert.Equal(json, Parse(json).ToJson());
        Assert.Contains("\"space\": \"log-odds\"", json);
        Assert.Contains("\"type\": \"category\"", json);
        Assert.Equal("{}", new ModelManifest().ToJson());
    }

    [Fact]
    public void Parse_StreamWithByteOrderMark_IsRead()
    {
        using var stream = new MemoryStream([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Whole)]);

        Assert.Equal("probabilities", ModelManifest.Parse(stream).Output);
    }

    [Theory]
    [InlineData("""{ "ouput": "x" }""", "'ouput'")]
    [InlineData("""{ "features": [ { "name": "a", "kind": "number" } ] }""", "features[0] has a field 'kind'")]
    [InlineData("""{ "features": [ { "type": "number" } ] }""", "features[0] has no name")]
    [InlineData("""{ "features": [ { "name": "a", "type": "float" } ] }""", "'float'")]
    [InlineData("""{ "features": "a" }""", "features must be a list")]
    [InlineData("""{ "space": "logit" }""", "'logit'")]
    [InlineData("""{ "players": { "p": "a" } }""", "players.p must be a list of texts")]
    [InlineData("""{ "players": ["a"] }""", "players must be an object")]
    [InlineData("""{ "players": { "p": ["a"], "p": ["b"] } }""", "'p' twice")]
    [InlineData("""{ "output": "a", "output": "b" }""", "'output' twice")]
    [InlineData("""{ "classes": [1, 2] }""", "classes must be a list of texts")]
    [InlineData("""{ "limits": { "maxRows": 0 } }""", "limits.maxRows")]
    [InlineData("""{ "limits": { "maxrows": 5 } }""", "limits has a field 'maxrows'")]
    [InlineData("""{ "reasons": { "p": { "up": "x" } } }""", "reasons.p has a field 'up'")]
    [InlineData("""[]""", "must be an object")]
    [InlineData("""{ "output": """, "not JSON")]
    [InlineData("""{ "output": "\ud800" }""", "not JSON")]
    [InlineData("", "not JSON")]
    public void Parse_WrongManifest_IsRefusedByThePlace(string json, string words)
    {
        Assert.Contains(words, Assert.Throws<InvalidModelException>(() => Parse(json)).Message);
    }

    [Fact]
    public void Parse_SeveralProblems_AreAllListed()
    {
        var refused = Assert.Throws<InvalidModelException>(() => Parse("""{ "ouput": "x", "space": 1, "limits": { "maxRows": -1 } }"""));

        Assert.Equal(3, refused.Problems.Count);
    }

    private static ModelManifest Parse(string json) => ModelManifest.Parse(Encoding.UTF8.GetBytes(json));

    [Theory]
    [InlineData("""{"background":"rows.csv"}""", "rows.csv", null, null)]
    [InlineData("""{"background":{"file":"rows.csv"}}""", "rows.csv", null, null)]
    [InlineData("""{"background":{"file":"rows.csv","weights":"w"}}""", "rows.csv", "w", null)]
    [InlineData("""{"background":{"summary":{"method":"k-medoids","size":7,"seed":18446744073709551615}}}""", null, null, 7)]
    public void Parse_Background_ReadsBackWhatItWrites(string json, string? file, string? weights, int? size)
    {
        ModelManifest manifest = ModelManifest.Parse(System.Text.Encoding.UTF8.GetBytes(json));
        ModelManifest again = ModelManifest.Parse(System.Text.Encoding.UTF8.GetBytes(manifest.ToJson()));

        Assert.Equal((file, weights, size), (manifest.Background, manifest.BackgroundWeights, manifest.BackgroundSummary?.Size));
        Assert.Equal((manifest.Background, manifest.BackgroundWeights, manifest.BackgroundSummary), (again.Background, again.BackgroundWeights, again.BackgroundSummary));
    }
}
