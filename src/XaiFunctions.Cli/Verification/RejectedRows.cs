using System.Globalization;
using XaiFunctions.Cli.Client;

namespace XaiFunctions.Cli.Verification;

/// <summary>The rows of a stored explanation that could be read but on which the model was not finite.</summary>
internal static class RejectedRows
{
    /// <summary>Reads their numbers, in file order.</summary>
    public static async Task<IReadOnlyList<long>> OfModelAsync(DirectoryInfo folder, CancellationToken cancellation)
    {
        var file = new FileInfo(Path.Combine(folder.FullName, "rejected.csv"));
        var rows = new List<long>();
        if (!file.Exists)
            return rows;

        using var reader = new StreamReader(LocalFiles.OpenRead(file));
        string header = await reader.ReadLineAsync(cancellation) ?? "";
        // The model's problems name the output in the last column; of the others that is empty. Their texts have no line breaks.
        while (header.EndsWith(",output", StringComparison.Ordinal) && await reader.ReadLineAsync(cancellation) is { } line)
        {
            if (!line.EndsWith(',') && long.TryParse(line.AsSpan(0, Math.Max(0, line.IndexOf(','))), NumberStyles.None, CultureInfo.InvariantCulture, out long row))
                rows.Add(row);
        }

        return rows;
    }
}
