using XaiFunctions.Benchmarks;
using XaiFunctions.Benchmarks.Estimators;
using XaiFunctions.Benchmarks.Scale;

// Every benchmark prints ratios against a baseline that is measured in the same run; the machine is named on top of the table.
var benchmarks = new Dictionary<string, Func<TextWriter, Task>>(StringComparer.Ordinal)
{
    ["black-box"] = BlackBoxPath.RunAsync,
    ["first-layer"] = BlackBoxPath.RunFirstLayerAsync,
    ["known-structure"] = KnownStructure.RunAsync,
    ["tree-shap"] = TreeShapSpeed.RunAsync,
    ["estimators"] = EstimatorTrials.RunAsync,
    ["coverage"] = CoverageTable.RunAsync,
    ["memory"] = SamplingMemory.RunAsync,
    ["growth"] = Growth.RunAsync,
    ["durable"] = DurableFanOut.RunAsync,
    ["host-path"] = HostPath.RunAsync,
    ["load"] = LoadPath.RunAsync,
    ["million-rows"] = MillionRows.RunAsync,
    ["scale"] = ScaleRun.RunAsync,
    ["sweep"] = output => SweepGrowth.RunAsync(output, SweepGrowth.FewRows),
    [SweepGrowth.Full] = output => SweepGrowth.RunAsync(output, SweepGrowth.AllRows),
};

// The full sweep takes minutes; it is run when it is asked for.
string[] chosen = args.Length == 0 ? [.. benchmarks.Keys.Where(name => name != SweepGrowth.Full)] : args;
if (chosen.FirstOrDefault(name => !benchmarks.ContainsKey(name)) is { } unknown)
{
    await Console.Error.WriteLineAsync($"There is no benchmark '{unknown}'; there are {string.Join(", ", benchmarks.Keys)}.");
    return 1;
}

Machine.Describe(Console.Out);
foreach (string name in chosen)
{
    Console.Out.WriteLine($"\n## {name}\n");
    await benchmarks[name](Console.Out);
}

return 0;
