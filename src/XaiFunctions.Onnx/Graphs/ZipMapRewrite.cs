using XaiFunctions.Onnx.Protos;

namespace XaiFunctions.Onnx.Graphs;

/// <summary>
/// Turns outputs that are lists of dictionaries (ZipMap's, one dictionary a row) into the tensor that they were made from. The numbers
/// are the same, the columns are in the order of ZipMap's class labels, and no dictionary is built for each of a million rows.
/// </summary>
internal static class ZipMapRewrite
{
    /// <summary>Rewrites the graph in place. Class labels must have been read before, since ZipMap may be the only node that has them.</summary>
    /// <returns>Whether anything was rewritten.</returns>
    public static bool Apply(ModelProto model)
    {
        const int floatType = 1;
        bool rewritten = false;
        foreach (var node in model.Graph.Node.Where(node => node.IsMl("ZipMap") && node.Input.Count == 1 && node.Output.Count == 1))
        {
            node.OpType = "Identity";
            node.Domain = "";
            node.Attribute.Clear();
            rewritten = true;
            foreach (var output in model.Graph.Output.Where(output => output.Name == node.Output[0]))
                output.Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = floatType } };
        }

        if (rewritten && !model.OpsetImport.Any(import => import.Domain is "" or "ai.onnx"))
            model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 13 });
        return rewritten;
    }
}
