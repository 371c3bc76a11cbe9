using XaiFunctions.Onnx;

namespace XaiFunctions.App.Models;

/// <summary>What the registry notes of a version when it is registered: <c>registration.json</c> beside the model. It is written last.</summary>
public sealed record RegistrationRecord
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The version's name.</summary>
    public required string Version { get; init; }

    /// <summary>When it was registered.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>The size of the ONNX file.</summary>
    public required long ModelBytes { get; init; }

    /// <summary>SHA-256 of the ONNX file, in lower-case hexadecimal digits.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary>SHA-256 of the manifest as it was given; that of an empty file if none was.</summary>
    public required string GivenManifestSha256 { get; init; }

    /// <summary>SHA-256 of the completed manifest, as it is stored.</summary>
    public required string ManifestSha256 { get; init; }

    /// <summary>SHA-256 of the background file as it is stored.</summary>
    public required string BackgroundSha256 { get; init; }

    /// <summary>The rows of the background file.</summary>
    public required int BackgroundRows { get; init; }

    /// <summary>Columns of the background file that the model does not know.</summary>
    public required IReadOnlyList<string> IgnoredColumns { get; init; }

    /// <summary>What its owner should look at, in words: columns of the background that look like personal data, and a first layer whose sums cannot be trusted.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>How the first layer of masked rows is worked out where the model is asked, as the trial on the background had it; absent of versions that were registered before this was noted.</summary>
    public FirstLayerUse? FirstLayer { get; init; }
}
