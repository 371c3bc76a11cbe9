using XaiFunctions.Cli.Client;

namespace XaiFunctions.Cli.Verification;

/// <summary>Compares two attributions.csv to the last digit. Row numbers may differ: the second run has only the rows that were explained.</summary>
internal static class AttributionLines
{
    /// <summary>Compares the files line by line.</summary>
    /// <param name="stored">The file that was stored.</param>
    /// <param name="derived">The file that comes out now.</param>
    /// <param name="placeholders">The row numbers of the derived file that stand for rows which were rejected then.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <returns>The number of lines that agree.</returns>
    /// <exception cref="CommandFailedException">A line differs, or one file is longer.</exception>
    public static async Task<long> CompareAsync(FileInfo stored, FileInfo derived, IReadOnlySet<string> placeholders, CancellationToken cancellation)
    {
        using var left = new StreamReader(LocalFiles.OpenRead(stored));
        using var right = new StreamReader(LocalFiles.OpenRead(derived));
        for (long line = 1; ; line++)
        {
            string? expected = await left.ReadLineAsync(cancellation), actual = await right.ReadLineAsync(cancellation);
            while (actual is not null && placeholders.Contains(actual[..actual.IndexOf(',')]))
                actual = await right.ReadLineAsync(cancellation);
            if (expected is null && actual is null)
                return line - 2;
            if (expected is null || actual is null || Numbers(expected) != Numbers(actual))
                throw new CommandFailedException($"{stored.FullName}, line {line}: {Describe(expected)} is stored, {Describe(actual)} is what comes out now.");
        }
    }

    private static string Numbers(string line) => line[(line.IndexOf(',') + 1)..];

    private static string Describe(string? line) => line is null ? "no such line" : $"'{(line.Length <= 60 ? line : line[..60] + "...")}'";
}
