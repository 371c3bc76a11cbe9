using System.Security.Cryptography;
using Google.Protobuf;
using XaiFunctions.Onnx.Graphs;
using XaiFunctions.Onnx.Protos;

namespace XaiFunctions.Onnx.Sessions;

/// <summary>A model file that passed every check that needs no runtime.</summary>
/// <param name="Model">The parsed file, its dictionaries turned into tensors.</param>
/// <param name="Runnable">The bytes to give to ONNX Runtime.</param>
/// <param name="Sha256">The digest of the file as it came, in lower-case hexadecimal digits.</param>
/// <param name="ClassLabels">The class labels of each output that has some, by the output's name.</param>
internal sealed record ModelFile(ModelProto Model, byte[] Runnable, string Sha256, IReadOnlyDictionary<string, IReadOnlyList<string>> ClassLabels)
{
    /// <exception cref="InvalidModelException">The file is too large, is not the expected one, is no ONNX model, or holds what is not accepted.</exception>
    public static ModelFile Read(ReadOnlyMemory<byte> file, OnnxSessionOptions options)
    {
        if (file.Length > options.MaxModelBytes)
            throw new InvalidModelException($"The model file has {file.Length:N0} bytes; at most {options.MaxModelBytes:N0} are accepted.");

        string digest = Convert.ToHexStringLower(SHA256.HashData(file.Span));
        if (options.ExpectedSha256 is { } expected && !digest.Equals(expected, StringComparison.OrdinalIgnoreCase))
            throw new InvalidModelException($"The model file's SHA-256 is {digest}, not {expected} as expected: it is another file, or it was changed.");

        var model = Parse(file);
        if (ModelChecks.Problems(model) is { Count: > 0 } problems)
            throw new InvalidModelException(problems);

        var labels = Labels(model.Graph);
        byte[] runnable = ZipMapRewrite.Apply(model) ? model.ToByteArray() : file.ToArray();
        return new(model, runnable, digest, labels);
    }

    private static ModelProto Parse(ReadOnlyMemory<byte> file)
    {
        if (file.IsEmpty)
            throw new InvalidModelException("The model file is empty.");

        ModelProto model;
        try
        {
            model = ModelProto.Parser.ParseFrom(file.Span);
        }
        catch (InvalidProtocolBufferException malformed)
        {
            throw new InvalidModelException("The file is not an ONNX model, or it is cut off or damaged.", malformed);
        }

        if (model.Graph is null || model.Graph.Node.Count == 0)
            throw new InvalidModelException("The file is not an ONNX model: it holds no graph.");
        return model;
    }

    private static Dictionary<string, IReadOnlyList<string>> Labels(GraphProto graph)
    {
        var index = new GraphIndex(graph);
        var labels = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var output in graph.Output)
        {
            if (Graphs.ClassLabels.Find(index, output.Name) is { } found)
                labels[output.Name] = found;
        }

        return labels;
    }
}
