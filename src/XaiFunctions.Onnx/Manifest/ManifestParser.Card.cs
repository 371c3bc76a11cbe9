using System.Text.Json;
using XaiFunctions.Core.Cards;

namespace XaiFunctions.Onnx.Manifest;

/// <summary>The section <c>card</c>.</summary>
internal sealed partial class ManifestParser
{
    private CardText Card(JsonElement item)
    {
        var card = new CardText();
        foreach (var (name, value) in Fields(item, "card"))
        {
            string at = $"card.{name}";
            card = name switch
            {
                "overview" => card with { Overview = Text(value, at) },
                "documentation" => card with { Documentation = Text(value, at) },
                "owners" => card with { Owners = Items(value, at, Owner) },
                "license" => card with { License = Text(value, at) },
                "references" => card with { References = Texts(value, at) ?? [] },
                "citation" => card with { Citation = Text(value, at) },
                "architecture" => card with { Architecture = Text(value, at) },
                "trainingData" => card with { TrainingData = Text(value, at) },
                "users" => card with { Users = Texts(value, at) ?? [] },
                "useCases" => card with { UseCases = Texts(value, at) ?? [] },
                "outOfScope" => card with { OutOfScope = Texts(value, at) ?? [] },
                "limitations" => card with { Limitations = Texts(value, at) ?? [] },
                "tradeoffs" => card with { Tradeoffs = Texts(value, at) ?? [] },
                "ethicalConsiderations" => card with { EthicalConsiderations = Items(value, at, Risk) },
                "data" => card with { Data = Data(value) },
                _ => Unknown(card, name, "card"),
            };
        }

        return card;
    }

    private CardOwner Owner(JsonElement item, string place)
    {
        var owner = new CardOwner(null, null);
        foreach (var (name, value) in Fields(item, place))
        {
            owner = name switch
            {
                "name" => owner with { Name = Text(value, $"{place}.{name}") },
                "contact" => owner with { Contact = Text(value, $"{place}.{name}") },
                _ => Unknown(owner, name, place),
            };
        }

        return owner;
    }

    private CardRisk Risk(JsonElement item, string place)
    {
        var risk = new CardRisk(null, null);
        foreach (var (name, value) in Fields(item, place))
        {
            risk = name switch
            {
                "name" => risk with { Name = Text(value, $"{place}.{name}") },
                "mitigation" => risk with { Mitigation = Text(value, $"{place}.{name}") },
                _ => Unknown(risk, name, place),
            };
        }

        return risk;
    }

    private CardData Data(JsonElement item)
    {
        var data = new CardData();
        foreach (var (name, value) in Fields(item, "card.data"))
        {
            string? text = Text(value, $"card.data.{name}");
            data = name switch
            {
                "motivation" => data with { Motivation = text },
                "composition" => data with { Composition = text },
                "collection" => data with { Collection = text },
                "preprocessing" => data with { Preprocessing = text },
                "uses" => data with { Uses = text },
                "distribution" => data with { Distribution = text },
                "maintenance" => data with { Maintenance = text },
                _ => Unknown(data, name, "card.data"),
            };
        }

        return data;
    }

    private IReadOnlyList<T> Items<T>(JsonElement list, string place, Func<JsonElement, string, T> read) => Is(list, JsonValueKind.Array, place, "a list")
        ? [.. list.EnumerateArray().Select((item, index) => read(item, $"{place}[{index}]"))]
        : [];
}
