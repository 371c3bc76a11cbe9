using System.Security.Cryptography;
using System.Text;

namespace XaiFunctions.App.Storage;

/// <summary>Turns names from outside into blob paths, table keys and job ids.</summary>
public static class Paths
{
    /// <summary>
    /// The folder and the partition of a model: its name; for a text that is no valid name (a file dropped into an oddly named folder) an
    /// underscore and a hash, which no valid name can be.
    /// </summary>
    public static string ModelFolder(string model) => NameRules.IsName(model) ? model : $"_{Hash(model)[..16]}";

    /// <summary>The prefix of a job's documents in the container <c>explanations</c>.</summary>
    public static string Documents(string model, string job) => $"{ModelFolder(model)}/{job}/";

    /// <summary>
    /// The id of the job for a dropped file: the same for every delivery of the event of one upload, another for the next upload under
    /// the same name.
    /// </summary>
    public static string DropJob(string blob, string etag) => Hash($"{blob}\n{etag.Trim('"')}")[..32];

    /// <summary>The id of the job that tops another one up: the same for every request of the same precision, and as hard to guess as the first job's.</summary>
    public static string TopUpJob(string first, string precision) => Hash($"top-up\n{first}\n{precision}")[..32];

    /// <summary>What the partitions of callers' keys begin with; no job's id does.</summary>
    public const string RequestKeys = "request-";

    /// <summary>The partition of what a caller's key for a model's explanations stands for.</summary>
    public static string RequestKey(string model, string key) => RequestKeys + Hash($"request\n{model}\n{key}");

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
