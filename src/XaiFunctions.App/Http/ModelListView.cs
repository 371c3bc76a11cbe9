using XaiFunctions.App.Models;

namespace XaiFunctions.App.Http;

/// <summary>The registered models.</summary>
/// <param name="Models">The models, each with its versions.</param>
public sealed record ModelListView(IReadOnlyList<ModelView> Models)
{
    /// <summary>Groups versions by their model.</summary>
    public static ModelListView Of(IReadOnlyList<(RegistrationRecord Record, bool IsLatest)> versions) => new(
    [
        .. versions.GroupBy(version => version.Record.Model).Select(model => new ModelView(
            model.Key,
            model.FirstOrDefault(version => version.IsLatest).Record?.Version,
            [.. model.Select(version => version.Record).OrderBy(record => record.RegisteredAt)])),
    ]);
}

/// <summary>A registered model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Latest">The version that explains unless another is asked for.</param>
/// <param name="Versions">Its versions, the oldest first.</param>
public sealed record ModelView(string Name, string? Latest, IReadOnlyList<RegistrationRecord> Versions);

/// <summary>Whether the app works.</summary>
/// <param name="Status">"healthy".</param>
public sealed record HealthView(string Status);
