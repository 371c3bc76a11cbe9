using System.Collections.Concurrent;
using XaiFunctions.App.Jobs;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Tables;
using XaiFunctions.Onnx;
using XaiFunctions.Onnx.Manifest;

namespace XaiFunctions.App.Models;

/// <summary>A registered version, opened: one ONNX Runtime session for all that this process does with it.</summary>
public sealed class LoadedModel : IDisposable
{
    private readonly ConcurrentDictionary<(OutputSpace?, string?), Lazy<ModelVariant>> variants = new();
    private readonly Lazy<ModelVariant> ownAnswers;

    /// <param name="record">What the registry knows of the version.</param>
    /// <param name="session">The opened model; disposed with this.</param>
    /// <param name="manifest">The completed manifest.</param>
    /// <param name="backgroundRows">The rows of the background file, their cells in the manifest's order.</param>
    /// <param name="background">What explanations average over: these rows, or a summary of them.</param>
    /// <param name="codes">The codes of the background's category texts; they do not grow any more.</param>
    public LoadedModel(RegistrationRecord record, OnnxSession session, ModelManifest manifest, Background backgroundRows, Background background, CategoryCodes codes)
    {
        BackgroundRows = backgroundRows;
        Record = record;
        Session = session;
        Manifest = manifest;
        Background = background;
        Codes = codes;
        IReadOnlyList<string> classes = manifest.Classes!;
        ownAnswers = new(() => Create(Manifest with { Space = OutputSpace.Raw, Explain = classes.Count == 2 ? [classes[1]] : classes }));
    }

    /// <summary>What the registry knows of the version.</summary>
    public RegistrationRecord Record { get; }

    /// <summary>The opened model.</summary>
    public OnnxSession Session { get; }

    /// <summary>The completed manifest.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>The rows of the background file.</summary>
    public Background BackgroundRows { get; }

    /// <summary>What explanations average over: the rows of the file, or a summary of them.</summary>
    public Background Background { get; }

    /// <summary>The codes of the background's category texts.</summary>
    public CategoryCodes Codes { get; }

    /// <summary>The model as a request wants it explained.</summary>
    /// <exception cref="InvalidInputException">The model cannot be explained in that space, or has no such output.</exception>
    public ModelVariant For(ExplanationRequest request) =>
        variants.GetOrAdd((request.Space, request.Output), _ => new(() => Create(request.Space is null && request.Output is null ? Manifest : Manifest with
        {
            Space = request.Space ?? Manifest.Space,
            Explain = request.Output is { } output ? [output] : Manifest.Explain,
        }))).Value;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Lazy<ModelVariant> variant in variants.Values.Append(ownAnswers).Where(variant => variant.IsValueCreated))
            variant.Value.Model.Dispose();
        Session.Dispose();
    }

    private ModelVariant Create(ModelManifest asked)
    {
        try
        {
            bool isOther = !ReferenceEquals(asked, Manifest);
            ModelManifest manifest = isOther ? ModelRegistration.Complete(Session, asked, [.. Manifest.Features!.Select(feature => feature.Name)]) : Manifest;
            var model = new ExplainableModel(Session, manifest);
            if (isOther)
                ModelRegistration.Probe(model, Background, Codes);
            return new ModelVariant(model, Background, BackgroundRows, Codes, () => ownAnswers.Value);
        }
        catch (InvalidModelException exception)
        {
            throw new InvalidInputException(exception.Message, exception);
        }
    }
}
