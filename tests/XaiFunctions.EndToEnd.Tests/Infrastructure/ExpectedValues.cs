using System.Text.Json;

namespace XaiFunctions.EndToEnd.Tests.Infrastructure;

/// <summary>An expected.json: exact Shapley values from a second implementation.</summary>
internal sealed record ExpectedValues
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The players in order.</summary>
    public required string[] Players { get; init; }

    /// <summary>v(empty), by output.</summary>
    public required double[] BaseValue { get; init; }

    /// <summary>v(all): rows x outputs.</summary>
    public required double[][] Fx { get; init; }

    /// <summary>The Shapley values: rows x outputs x players.</summary>
    public required double[][][] Phi { get; init; }

    /// <summary>Reads a case.</summary>
    public static ExpectedValues Read(FileInfo file) => JsonSerializer.Deserialize<ExpectedValues>(File.ReadAllBytes(file.FullName), SnakeCase)!;

    /// <summary>The largest difference between these values and a job's, over attributions, base values and predictions.</summary>
    public double LargestDifference(JobDocuments documents)
    {
        List<string> columns = [.. documents.Players()];
        Assert.Equal(Players.Order(), columns.Order());
        IReadOnlyList<AttributionLine> lines = documents.Attributions();
        Assert.Equal(Fx.Length * BaseValue.Length, lines.Count);
        double largest = 0;
        for (int index = 0; index < lines.Count; index++)
        {
            (int row, int output) = Math.DivRem(index, BaseValue.Length);
            AttributionLine line = lines[index];
            largest = Math.Max(largest, Math.Abs(line.BaseValue - BaseValue[output]));
            largest = Math.Max(largest, Math.Abs(line.Prediction - Fx[row][output]));
            for (int player = 0; player < Players.Length; player++)
                largest = Math.Max(largest, Math.Abs(line.Attributions[columns.IndexOf(Players[player])] - Phi[row][output][player]));
        }

        return largest;
    }
}
