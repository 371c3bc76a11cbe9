using System.Runtime.InteropServices;

namespace XaiFunctions.Benchmarks;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    public static void Describe(TextWriter output)
    {
        string processor = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "?"
            : RuntimeInformation.ProcessArchitecture.ToString();
        output.WriteLine($"{processor}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}");
    }
}
