using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using XaiFunctions.Core.Privacy;

namespace XaiFunctions.App.Privacy.Releases;

/// <summary>A question for global importances under differential privacy.</summary>
public sealed record ReleaseInput
{
    /// <summary>The completed job over whose rows importances are averaged.</summary>
    public required string Job { get; init; }

    /// <summary>The explained output. Default: the first.</summary>
    public string? Output { get; init; }

    /// <summary>The noise. Default laplace.</summary>
    public NoiseKind Mechanism { get; init; }

    /// <summary>By which factor e^epsilon, at most, one row may change a probability; positive.</summary>
    public required double Epsilon { get; init; }

    /// <summary>The probability with which that may not hold: 0 for laplace, and for analyticGaussian above 0 and below 1 / rows.</summary>
    public double Delta { get; init; }

    /// <summary>What the question costs.</summary>
    [JsonIgnore]
    public PrivacyCost Cost => new(Epsilon, Delta);

    /// <summary>The id of the release that answers the question: the same question is the same release.</summary>
    public string ReleaseId(string output, double clip) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"release\n{Job}\n{output}\n{Mechanism}\n{Epsilon:R}\n{Delta:R}\n{clip:R}"))))[..32];
}

/// <summary>Global importances of a job, released under differential privacy.</summary>
/// <param name="Id">Its id; the same question has the same.</param>
/// <param name="Model">The model.</param>
/// <param name="Version">Its version.</param>
/// <param name="Job">The job.</param>
/// <param name="Output">The explained output.</param>
/// <param name="ReleasedAt">When it was released first.</param>
/// <param name="Mechanism">The noise.</param>
/// <param name="NoiseScale">The scale of the noise of each number: b of Laplace noise, the standard deviation of normal noise.</param>
/// <param name="Rows">The rows averaged over; they are told as they are.</param>
/// <param name="Clip">What each |attribution| was clipped to, by the model's privacy policy.</param>
/// <param name="Importances">The noisy mean of the clipped |attribution| of each player, cut to 0 .. clip.</param>
/// <param name="Cost">What it has cost.</param>
/// <param name="Spent">What all releases of the model had cost with it.</param>
/// <param name="Budget">The most that they may cost, by the policy of that day.</param>
/// <param name="Conditions">What has to hold for the guarantee.</param>
public sealed record ImportanceRelease(
    string Id,
    string Model,
    string? Version,
    string Job,
    string Output,
    DateTimeOffset ReleasedAt,
    NoiseKind Mechanism,
    double NoiseScale,
    long Rows,
    double Clip,
    IReadOnlyList<PrivateImportanceEntry> Importances,
    PrivacyCost Cost,
    PrivacyCost Spent,
    PrivacyCost Budget,
    IReadOnlyList<string> Conditions);
