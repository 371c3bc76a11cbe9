using System.Security.Cryptography;

namespace XaiFunctions.App.Models;

/// <summary>The three files that make a version of a model.</summary>
/// <param name="Model">The ONNX file.</param>
/// <param name="Manifest">The manifest; empty if there is none.</param>
/// <param name="Background">The background data as a scoring file.</param>
public sealed record ModelFiles(BinaryData Model, BinaryData Manifest, BinaryData Background)
{
    /// <summary>SHA-256 in lower-case hexadecimal digits.</summary>
    public static string Digest(BinaryData content) => Convert.ToHexStringLower(SHA256.HashData(content.ToMemory().Span));
}
