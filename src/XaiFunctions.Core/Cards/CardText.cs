namespace XaiFunctions.Core.Cards;

/// <summary>What only people can say of a model: the section <c>card</c> of its manifest. Every part may be left out; what is left out is told as a gap.</summary>
public sealed record CardText
{
    /// <summary>One line of what the model is.</summary>
    public string? Overview { get; init; }

    /// <summary>A thorough description.</summary>
    public string? Documentation { get; init; }

    /// <summary>Who owns it.</summary>
    public IReadOnlyList<CardOwner> Owners { get; init; } = [];

    /// <summary>The licence: an SPDX identifier, or its text.</summary>
    public string? License { get; init; }

    /// <summary>Addresses that say more.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>How to cite it.</summary>
    public string? Citation { get; init; }

    /// <summary>The kind of model.</summary>
    public string? Architecture { get; init; }

    /// <summary>What it was trained on.</summary>
    public string? TrainingData { get; init; }

    /// <summary>Who is meant to use it.</summary>
    public IReadOnlyList<string> Users { get; init; } = [];

    /// <summary>What it is meant for.</summary>
    public IReadOnlyList<string> UseCases { get; init; } = [];

    /// <summary>What it must not be used for.</summary>
    public IReadOnlyList<string> OutOfScope { get; init; } = [];

    /// <summary>What it cannot do.</summary>
    public IReadOnlyList<string> Limitations { get; init; } = [];

    /// <summary>What was given up for what.</summary>
    public IReadOnlyList<string> Tradeoffs { get; init; } = [];

    /// <summary>Whom it may harm, and what is done about that.</summary>
    public IReadOnlyList<CardRisk> EthicalConsiderations { get; init; } = [];

    /// <summary>What people say of the data.</summary>
    public CardData Data { get; init; } = new();
}

/// <summary>An owner.</summary>
/// <param name="Name">The name.</param>
/// <param name="Contact">How to reach them.</param>
public sealed record CardOwner(string? Name, string? Contact);

/// <summary>A risk.</summary>
/// <param name="Name">What may happen to whom.</param>
/// <param name="Mitigation">What is done about it.</param>
public sealed record CardRisk(string? Name, string? Mitigation);

/// <summary>What people say of the background and scored data, by the sections of a data sheet.</summary>
public sealed record CardData
{
    /// <summary>Why the data were gathered, by whom, who paid.</summary>
    public string? Motivation { get; init; }

    /// <summary>What a row is, how rows relate, what may identify people.</summary>
    public string? Composition { get; init; }

    /// <summary>How and when the data were gathered, and whether people knew.</summary>
    public string? Collection { get; init; }

    /// <summary>What was cleaned, labelled or derived.</summary>
    public string? Preprocessing { get; init; }

    /// <summary>What the data are and are not for.</summary>
    public string? Uses { get; init; }

    /// <summary>Who else has them, under which terms.</summary>
    public string? Distribution { get; init; }

    /// <summary>Who looks after them, and until when.</summary>
    public string? Maintenance { get; init; }
}
