using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using XaiFunctions.App.Models;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.App.Writing;

/// <summary>From which bytes and with which software a document is made.</summary>
public static class Provenance
{
    private static readonly Dictionary<string, string> Packages = new(StringComparer.Ordinal)
    {
        ["CsvHelper"] = VersionOf(typeof(CsvHelper.CsvReader).Assembly),
        ["Microsoft.ML.OnnxRuntime"] = OrtEnv.Instance().GetVersionString(),
        ["System.Numerics.Tensors"] = VersionOf(typeof(System.Numerics.Tensors.TensorPrimitives).Assembly),
    };

    /// <summary>The software alone.</summary>
    public static ProvenanceSection Software { get; } = new()
    {
        CodeVersion = typeof(Provenance).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
        Runtime = $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}",
        Packages = Packages,
    };

    /// <summary>The software and a version of a model.</summary>
    public static ProvenanceSection Of(RegistrationRecord record) => Software with
    {
        ModelSha256 = record.ModelSha256,
        ManifestSha256 = record.ManifestSha256,
        BackgroundSha256 = record.BackgroundSha256,
    };

    private static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? assembly.GetName().Version?.ToString() ?? "unknown";
}
