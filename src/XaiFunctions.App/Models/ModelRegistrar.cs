using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using XaiFunctions.App.AuditLog;
using XaiFunctions.App.Options;
using XaiFunctions.App.Privacy;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Privacy;
using XaiFunctions.Core.Tables;
using XaiFunctions.Onnx;
using XaiFunctions.Onnx.Manifest;

namespace XaiFunctions.App.Models;

/// <summary>Puts a version of a model into the registry, after everything that an explanation will do with it has been tried.</summary>
public sealed class ModelRegistrar(ModelRegistry registry, PrivacyPolicies policies, AuditLogWriter log, IOptions<ModelOptions> options, IOptions<ScoringLimits> limits, TimeProvider time)
{
    /// <summary>Checks a model and stores it. Registering the same bytes again changes nothing.</summary>
    /// <param name="model">A valid model name.</param>
    /// <param name="version">A valid version name.</param>
    /// <param name="files">The files as they were given.</param>
    /// <param name="actor">Who registers it.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The record, and whether it is new.</returns>
    /// <exception cref="InvalidModelException">It cannot work; all problems are listed.</exception>
    /// <exception cref="InvalidInputException">A file is over a limit or is no table.</exception>
    /// <exception cref="VersionExistsException">The version is registered with other bytes.</exception>
    public async Task<(RegistrationRecord Record, bool IsNew)> RegisterAsync(string model, string version, ModelFiles files, string actor, CancellationToken cancellation)
    {
        CheckSizes(files);
        if (await registry.FindAsync(model, version, cancellation) is { } existing)
        {
            if (!IsSame(existing, files))
                throw new VersionExistsException(model, version);
            await registry.PointLatestAsync(existing, cancellation);
            await log.AppendAsync([AuditEvents.Registered(existing, actor)], cancellation);
            return (existing, false);
        }

        ModelManifest given = files.Manifest.ToMemory().IsEmpty ? new ModelManifest() : ModelManifest.Parse(files.Manifest.ToMemory().Span);
        using OnnxSession session = OnnxSession.Open(files.Model.ToMemory(), new OnnxSessionOptions { MaxModelBytes = options.Value.MaxModelBytes });
        IReadOnlyList<string> header = await BackgroundReader.ReadHeaderAsync(files.Background, limits.Value, cancellation);
        ModelManifest complete = ModelRegistration.Complete(session, given, header);
        (int rows, IReadOnlyList<PersonalDataFinding> personal, FirstLayerUse firstLayer) = await ProbeAsync(session, complete, files.Background, cancellation);
        personal = await policies.AdmitAsync(model, personal, "The background", cancellation);

        var stored = files with { Manifest = BinaryData.FromBytes(Encoding.UTF8.GetBytes(complete.ToJson())) };
        var record = new RegistrationRecord
        {
            Model = model,
            Version = version,
            RegisteredAt = time.GetUtcNow(),
            ModelBytes = files.Model.ToMemory().Length,
            ModelSha256 = session.Sha256,
            GivenManifestSha256 = ModelFiles.Digest(files.Manifest),
            ManifestSha256 = ModelFiles.Digest(stored.Manifest),
            BackgroundSha256 = ModelFiles.Digest(files.Background),
            BackgroundRows = rows,
            IgnoredColumns = ModelRegistration.IgnoredColumns(complete, header),
            Warnings = [.. PersonalDataWords.Warn(personal).Select(warning => warning.Message), .. Warn(firstLayer)],
            FirstLayer = firstLayer,
        };
        await registry.StoreAsync(record, stored, complete.Background!, cancellation);
        await log.AppendAsync([AuditEvents.Registered(record, actor)], cancellation);
        return (record, true);
    }

    private async Task<(int Rows, IReadOnlyList<PersonalDataFinding> PersonalData, FirstLayerUse FirstLayer)> ProbeAsync(
        OnnxSession session, ModelManifest complete, BinaryData content, CancellationToken cancellation)
    {
        using var model = new ExplainableModel(session, complete);
        var codes = new CategoryCodes();
        (Background background, IReadOnlyList<PersonalDataFinding> personal) = await BackgroundReader.ReadAsync(
            content, model, codes, limits.Value, options.Value.MaxBackgroundRows, cancellation);
        ModelRegistration.Probe(model, background, codes);
        Background summary = BackgroundReader.Summarize(background, model);
        if (summary != background)
            ModelRegistration.Probe(model, summary, codes);
        return (background.RowCount, personal, model.FirstLayer(summary, codes));
    }

    private static IEnumerable<string> Warn(FirstLayerUse firstLayer) => firstLayer == FirstLayerUse.Disagreeing
        ? ["Summed in another order, the model's first layer gives other answers for the background: its weights leave too few digits in single precision. Explanations follow ONNX Runtime's answers."]
        : [];

    private static bool IsSame(RegistrationRecord existing, ModelFiles files)
    {
        string manifest = ModelFiles.Digest(files.Manifest);
        return existing.ModelSha256 == ModelFiles.Digest(files.Model)
            && existing.BackgroundSha256 == ModelFiles.Digest(files.Background)
            && (existing.GivenManifestSha256 == manifest || existing.ManifestSha256 == manifest);
    }

    private void CheckSizes(ModelFiles files)
    {
        Check("model", files.Model, nameof(ModelOptions.MaxModelBytes), options.Value.MaxModelBytes);
        Check("manifest", files.Manifest, nameof(ModelOptions.MaxManifestBytes), options.Value.MaxManifestBytes);
        Check("background", files.Background, nameof(ModelOptions.MaxBackgroundBytes), options.Value.MaxBackgroundBytes);
    }

    private static void Check(string what, BinaryData content, string limit, long bytes)
    {
        if (content.ToMemory().Length > bytes)
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"The {what} has more than {bytes:N0} bytes (limit {limit})."));
    }
}

/// <summary>A version of this name is registered already, with other bytes; versions do not change.</summary>
public sealed class VersionExistsException(string model, string version)
    : Exception($"Version '{version}' of model '{model}' is registered with other bytes, and versions do not change; give it another version name.");
