using System.Globalization;
using XaiFunctions.App.Options;
using XaiFunctions.App.Scoring;

namespace XaiFunctions.App.Privacy.Releases;

/// <summary>The sums of clipped attributions of a job's rows.</summary>
/// <param name="Sums">Per player the sum over rows of min(|attribution|, clip).</param>
/// <param name="Rows">The rows.</param>
public sealed record ClippedSums(double[] Sums, long Rows)
{
    // row, output, prediction, base_value
    private const int FirstPlayer = 4;

    /// <summary>Reads them out of <c>attributions.csv</c>, which has a row's outputs one after the other.</summary>
    /// <param name="content">The file; disposed.</param>
    /// <param name="output">Which of the outputs.</param>
    /// <param name="outputs">How many outputs there are.</param>
    /// <param name="clip">What each |attribution| is clipped to.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="InvalidInputException">An attribution is no finite number.</exception>
    public static async Task<ClippedSums> ReadAsync(Stream content, int output, int outputs, double clip, CancellationToken cancellation)
    {
        using ScoringFile file = await ScoringFile.OpenAsync(content, new ScoringLimits { MaxColumns = int.MaxValue }, charset: "utf-8", cancellation);
        file.Records.Select([.. file.Records.Columns.Skip(FirstPlayer)]);
        var sums = new double[file.Records.Columns.Count - FirstPlayer];
        long rows = 0;
        while (await file.Records.ReadAsync(cancellation))
        {
            if ((file.Records.Row - 1) % outputs != output)
                continue;
            rows++;
            for (int player = 0; player < sums.Length; player++)
            {
                if (!file.Records.TryCell(player, out string? text, out _) || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double attribution) || !double.IsFinite(attribution))
                    throw new InvalidInputException("An attribution of the job is no finite number.");
                sums[player] += Math.Min(Math.Abs(attribution), clip);
            }
        }

        return new(sums, rows);
    }
}
