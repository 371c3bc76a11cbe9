namespace XaiFunctions.Onnx.Evaluation;

/// <summary>One input tensor and the columns of the table that it is made of.</summary>
/// <param name="Input">The model's input.</param>
/// <param name="Columns">The table's column for each of the tensor's columns.</param>
internal sealed record InputSlot(ModelInput Input, int[] Columns)
{
    public int Width => Columns.Length;

    /// <summary>The tensor's shape for a number of rows.</summary>
    public long[] ShapeFor(int rows) => Input.Shape.Count == 1 ? [rows] : [rows, Width];

    /// <summary>Whether the columns lie side by side in the table, so that a row's cells can be converted in one go.</summary>
    public bool IsContiguous { get; } = Columns.Select((column, index) => column - index).Distinct().Count() == 1;
}

/// <summary>How the columns of a table are divided among the inputs of a model.</summary>
/// <param name="Slots">One an input, in the model's order.</param>
/// <param name="ColumnCount">The number of the table's columns.</param>
/// <param name="FixedRows">The number of rows of a call if the model fixes it.</param>
internal sealed record InputLayout(IReadOnlyList<InputSlot> Slots, int ColumnCount, int? FixedRows)
{
    /// <summary>
    /// Divides features among inputs: an input of one column takes the feature of its own name, the other inputs take what is left in
    /// the order of the features. A model of one input takes them all.
    /// </summary>
    /// <returns>Null, with the reasons in <paramref name="problems"/>, if they do not fit.</returns>
    public static InputLayout? Create(ModelSignature signature, IReadOnlyList<string> features, List<string> problems)
    {
        int before = problems.Count;
        var slots = signature.Inputs.Count == 1
            ? [Single(signature.Inputs[0], features, problems)]
            : Several(signature.Inputs, features, problems);
        return problems.Count == before ? new(slots, features.Count, signature.FixedRows) : null;
    }

    /// <summary>Whether an input takes exactly the feature of its own name.</summary>
    public static bool TakesOneByName(ModelInput input, Func<string, bool> isFeature) =>
        input.Width == 1 || (input.Width is null && isFeature(input.Name));

    private static InputSlot Single(ModelInput input, IReadOnlyList<string> features, List<string> problems)
    {
        if (input.Width is { } width && width != features.Count)
            problems.Add($"The model's input '{input.Name}' takes {width} columns, but there are {features.Count} features.");
        return new(input, [.. Enumerable.Range(0, features.Count)]);
    }

    private static List<InputSlot> Several(IReadOnlyList<ModelInput> inputs, IReadOnlyList<string> features, List<string> problems)
    {
        var left = features.Select((name, column) => (name, column)).ToDictionary(pair => pair.name, pair => pair.column, StringComparer.Ordinal);
        var named = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var input in inputs.Where(input => TakesOneByName(input, left.ContainsKey)))
        {
            if (left.Remove(input.Name, out int column))
                named.Add(input.Name, column);
            else
                problems.Add($"The model's input '{input.Name}' has no feature of that name.");
        }

        var rest = new Queue<int>(left.Values.Order());
        int open = rest.Count - inputs.Where(input => !named.ContainsKey(input.Name)).Sum(input => input.Width ?? 0);
        var slots = new List<InputSlot>();
        foreach (var input in inputs)
        {
            if (named.TryGetValue(input.Name, out int column))
                slots.Add(new(input, [column]));
            else if (input.Width != 1)
                slots.Add(new(input, Take(rest, input.Width ?? open)));
            if (slots.Count > 0 && slots[^1].Input == input && input.Width is { } width && slots[^1].Width != width)
                problems.Add($"The model's input '{input.Name}' takes {width} columns, but only {slots[^1].Width} features are left for it.");
        }

        if (rest.Count > 0)
            problems.Add($"The model has no input for {Words.List(rest.Select(column => features[column]), "feature")}.");
        return slots;
    }

    private static int[] Take(Queue<int> columns, int count)
    {
        var taken = new List<int>();
        while (taken.Count < count && columns.TryDequeue(out int column))
            taken.Add(column);
        return [.. taken];
    }
}
