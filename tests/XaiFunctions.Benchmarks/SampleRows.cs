using System.Globalization;

namespace XaiFunctions.Benchmarks;

/// <summary>Scoring files of any length, made of the sample's rows; durations and amounts differ, so that hardly two rows are the same.</summary>
internal static class SampleRows
{
    /// <summary>Writes a CSV file for one of the sample's models.</summary>
    public static void Write(string path, int rows)
    {
        string[][] background = SampleModel.ReadCsv(SampleModel.PathOf("background.csv"));
        using var writer = new StreamWriter(path);
        writer.WriteLine(string.Join(',', background[0]));
        int duration = Array.IndexOf(background[0], "Duration"), amount = Array.IndexOf(background[0], "Amount");
        for (int row = 0; row < rows; row++)
        {
            string[] cells = [.. background[1 + (row % (background.Length - 1))]];
            cells[duration] = (4 + (row * 7 % 69)).ToString(CultureInfo.InvariantCulture);
            cells[amount] = (250 + (row * 389 % 18_000)).ToString(CultureInfo.InvariantCulture);
            writer.WriteLine(string.Join(',', cells));
        }
    }

    /// <summary>Reads such a file as cells, in the order of a model's features.</summary>
    public static double[] Read(string path, SampleModel sample)
    {
        string[][] lines = SampleModel.ReadCsv(path);
        int[] places = [.. sample.Model.Schema.Features.Select(feature => Array.IndexOf(lines[0], feature.Name))];
        return [.. lines.Skip(1).SelectMany(line => places.Select(place => double.Parse(line[place], CultureInfo.InvariantCulture)))];
    }
}
