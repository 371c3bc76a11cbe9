using System.Text.Json;
using System.Text.Json.Serialization;
using XaiFunctions.App.Models;
using XaiFunctions.Core.Privacy;

namespace XaiFunctions.App.Privacy;

/// <summary>What becomes of rows with columns that look like personal data.</summary>
public enum PersonalDataRule
{
    /// <summary>They are explained, and the document warns.</summary>
    Warn,

    /// <summary>They are not explained.</summary>
    Refuse,
}

/// <summary>How the people behind a model's rows are kept private: the blob <c>models/{model}/privacy.json</c>.</summary>
public sealed record PrivacyPolicy
{
    /// <summary>How this is written; an unknown member is a mistake.</summary>
    internal static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        MaxDepth = 4,
    };

    private const int MostDays = 36_500;

    /// <summary>What becomes of rows with columns that look like personal data.</summary>
    /// <value>The default is to warn.</value>
    public PersonalDataRule PersonalData { get; init; }

    /// <summary>Columns that may look like personal data.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>After how many days scoring files, labels, and jobs with all that they left are removed, 1 to 36,500.</summary>
    /// <value>The default is null: never.</value>
    public int? RetentionDays { get; init; }

    /// <summary>What releases of global importances may cost.</summary>
    /// <value>The default is null: nothing is released.</value>
    public ReleasePolicy? Releases { get; init; }

    /// <summary>What is to be warned of.</summary>
    /// <param name="found">What a scan found.</param>
    /// <param name="where">What was scanned, for the message: "The file".</param>
    /// <exception cref="InvalidInputException">Rows with what was found are not to be explained.</exception>
    public IReadOnlyList<PersonalDataFinding> Admit(IEnumerable<PersonalDataFinding> found, string where)
    {
        IReadOnlyList<PersonalDataFinding> forbidden = [.. found.Where(finding => !Allow.Contains(finding.Column, StringComparer.Ordinal))];
        if (PersonalData == PersonalDataRule.Refuse && forbidden.Count > 0)
            throw new InvalidInputException($"{where} is refused by the model's privacy policy: {PersonalDataWords.List(forbidden)}. Leave the columns out, or allow them in the policy.");
        return forbidden;
    }

    /// <summary>Refuses values out of range.</summary>
    /// <exception cref="InvalidInputException">One is.</exception>
    public PrivacyPolicy Checked()
    {
        if (RetentionDays is < 1 or > MostDays)
            throw new InvalidInputException("'retentionDays' must be from 1 to 36,500.");
        if (Releases is { } releases && !(releases.Clip > 0 && double.IsFinite(releases.Clip) && releases.Epsilon > 0 && double.IsFinite(releases.Epsilon) && releases.Delta is >= 0 and < 1))
            throw new InvalidInputException("'releases' needs a positive 'clip' and 'epsilon', and a 'delta' from 0 to below 1.");
        return this;
    }
}

/// <summary>What releases of global importances under differential privacy may cost.</summary>
public sealed record ReleasePolicy
{
    /// <summary>What each |attribution| is clipped to. It must be chosen without looking at the rows: from what the model's output can be, say.</summary>
    public required double Clip { get; init; }

    /// <summary>The most that the epsilons of all releases may add up to.</summary>
    public required double Epsilon { get; init; }

    /// <summary>The most that the deltas of all releases may add up to.</summary>
    /// <value>The default is 0: Laplace noise only.</value>
    public double Delta { get; init; }
}

/// <summary>Keeps the privacy policies of models.</summary>
public sealed class PrivacyPolicies(ModelRegistry registry)
{
    private const string File = "privacy.json";

    /// <summary>The policy of a model; the default if it has none.</summary>
    public async Task<PrivacyPolicy> FindAsync(string model, CancellationToken cancellation) =>
        (await registry.TryReadSettingAsync(model, File, cancellation))?.ToObjectFromJson<PrivacyPolicy>(PrivacyPolicy.Format) ?? new PrivacyPolicy();

    /// <summary>What is to be warned of, by the policy of a model. Where nothing was found the policy need not be read.</summary>
    /// <param name="model">The model.</param>
    /// <param name="found">What a scan found.</param>
    /// <param name="where">What was scanned, for the message: "The file".</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="InvalidInputException">Rows with what was found are not to be explained.</exception>
    public async Task<IReadOnlyList<PersonalDataFinding>> AdmitAsync(string model, IReadOnlyList<PersonalDataFinding> found, string where, CancellationToken cancellation) =>
        found.Count == 0 ? found : (await FindAsync(model, cancellation)).Admit(found, where);

    /// <summary>Stores the policy of a model.</summary>
    public Task SetAsync(string model, PrivacyPolicy policy, CancellationToken cancellation) =>
        registry.WriteSettingAsync(model, File, BinaryData.FromObjectAsJson(policy, PrivacyPolicy.Format), cancellation);
}
