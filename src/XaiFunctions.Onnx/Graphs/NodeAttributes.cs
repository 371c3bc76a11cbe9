using Google.Protobuf;
using XaiFunctions.Onnx.Protos;

namespace XaiFunctions.Onnx.Graphs;

/// <summary>Reads a node's attributes by name.</summary>
internal static class NodeAttributes
{
    public static AttributeProto? Find(this NodeProto node, string name) => node.Attribute.FirstOrDefault(attribute => attribute.Name == name);

    public static string Text(this NodeProto node, string name, string whenAbsent = "") =>
        node.Find(name) is { HasS: true } attribute ? attribute.S.ToStringUtf8() : whenAbsent;

    public static long Integer(this NodeProto node, string name, long whenAbsent = 0) =>
        node.Find(name) is { HasI: true } attribute ? attribute.I : whenAbsent;

    public static float Number(this NodeProto node, string name, float whenAbsent = 0) =>
        node.Find(name) is { HasF: true } attribute ? attribute.F : whenAbsent;

    public static IReadOnlyList<long> Integers(this NodeProto node, string name) => node.Find(name)?.Ints ?? (IReadOnlyList<long>)[];

    public static IReadOnlyList<float> Numbers(this NodeProto node, string name) => node.Find(name)?.Floats ?? (IReadOnlyList<float>)[];

    public static IReadOnlyList<string> Texts(this NodeProto node, string name) =>
        node.Find(name) is { } attribute ? [.. attribute.Strings.Select(text => text.ToStringUtf8())] : [];

    /// <summary>Sets a text attribute, which it adds if the node lacks it.</summary>
    public static void SetText(this NodeProto node, string name, string text)
    {
        const int stringType = 3;
        var attribute = node.Find(name);
        if (attribute is null)
            node.Attribute.Add(attribute = new AttributeProto { Name = name });
        attribute.Type = stringType;
        attribute.S = ByteString.CopyFromUtf8(text);
    }

    /// <summary>Whether this is the operator <paramref name="name"/> of ONNX itself.</summary>
    public static bool IsOnnx(this NodeProto node, string name) => node.OpType == name && node.Domain is ("" or "ai.onnx");

    /// <summary>Whether this is the operator <paramref name="name"/> of ONNX's machine-learning domain.</summary>
    public static bool IsMl(this NodeProto node, string name) => node.OpType == name && node.Domain == "ai.onnx.ml";
}
