using XaiFunctions.Onnx.Protos;
using XaiFunctions.Onnx.Trees;

namespace XaiFunctions.Onnx.Sessions;

/// <summary>
/// What a model file must not contain, found before ONNX Runtime sees it: weights in other files (a path out of the model's folder) and
/// operators that are not ONNX's own (they would need foreign native code), trees that are none (they would never end), and what runs away
/// (<see cref="RunawayNodes"/>).
/// </summary>
internal sealed class ModelChecks
{
    private const int ExternalLocation = 1;
    private readonly HashSet<(string Domain, string Name)> localFunctions = [];
    private readonly SortedSet<string> foreignOperators = new(StringComparer.Ordinal);
    private readonly SortedSet<string> externalTensors = new(StringComparer.Ordinal);
    private readonly SortedSet<string> damagedTrees = new(StringComparer.Ordinal);
    private readonly RunawayNodes runaways = new();

    private ModelChecks(ModelProto model)
    {
        foreach (var function in model.Functions)
            localFunctions.Add((function.Domain, function.Name));
        foreach (var function in model.Functions)
        {
            VisitNodes(function.Node);
            VisitAttributes(function.AttributeProto);
        }

        Visit(model.Graph);
        foreach (var training in model.TrainingInfo)
        {
            Visit(training.Initialization);
            Visit(training.Algorithm);
        }
    }

    /// <summary>Lists what is wrong; empty if nothing is.</summary>
    public static IReadOnlyList<string> Problems(ModelProto model)
    {
        var checks = new ModelChecks(model);
        var problems = new List<string>();
        if (model.Graph.Input.Count == 0)
            problems.Add("The model has no inputs.");
        if (model.Graph.Output.Count == 0)
            problems.Add("The model has no outputs.");
        if (checks.externalTensors.Count > 0)
            problems.Add($"The model keeps weights outside its file ({Some(checks.externalTensors)}); export it with the weights inside.");
        if (checks.foreignOperators.Count > 0)
        {
            problems.Add($"The model uses operators that are not ONNX's own ({Some(checks.foreignOperators)}); "
                + "only the domains ai.onnx and ai.onnx.ml are accepted, and no custom-operator libraries.");
        }

        problems.AddRange(checks.damagedTrees);
        problems.AddRange(checks.runaways.Problems);
        return problems;
    }

    private static string Some(SortedSet<string> names) =>
        string.Join(", ", names.Take(5).Select(name => name.Length <= 60 ? name : name[..60] + "…")) + (names.Count > 5 ? $" and {names.Count - 5} more" : "");

    private void Visit(GraphProto? graph)
    {
        if (graph is null)
            return;

        foreach (var tensor in graph.Initializer)
            Visit(tensor);
        foreach (var tensor in graph.SparseInitializer)
            Visit(tensor);
        VisitNodes(graph.Node);
    }

    private void VisitNodes(IEnumerable<NodeProto> nodes)
    {
        foreach (var node in nodes)
        {
            runaways.See(node);
            if (node.Domain is not ("" or "ai.onnx" or "ai.onnx.ml") && !localFunctions.Contains((node.Domain, node.OpType)))
                foreignOperators.Add($"{node.Domain}.{node.OpType}");
            if (TreeTopology.IsEnsemble(node))
                VisitTrees(node);
            VisitAttributes(node.Attribute);
        }
    }

    private void VisitTrees(NodeProto node)
    {
        try
        {
            TreeTopology.Read(node);
        }
        catch (InvalidModelException damaged)
        {
            damagedTrees.UnionWith(damaged.Problems);
        }
    }

    private void VisitAttributes(IEnumerable<AttributeProto> attributes)
    {
        foreach (var attribute in attributes)
        {
            Visit(attribute.T);
            Visit(attribute.SparseTensor);
            Visit(attribute.G);
            foreach (var tensor in attribute.Tensors)
                Visit(tensor);
            foreach (var tensor in attribute.SparseTensors)
                Visit(tensor);
            foreach (var graph in attribute.Graphs)
                Visit(graph);
        }
    }

    private void Visit(SparseTensorProto? tensor)
    {
        if (tensor is not null)
            runaways.See(tensor);
        Visit(tensor?.Values);
        Visit(tensor?.Indices);
    }

    private void Visit(TensorProto? tensor)
    {
        if (tensor is not null)
            runaways.See(tensor);
        if (tensor is not null && (tensor.DataLocation == ExternalLocation || tensor.ExternalData.Count > 0))
            externalTensors.Add(tensor.Name.Length == 0 ? "a constant without a name" : tensor.Name);
    }
}
