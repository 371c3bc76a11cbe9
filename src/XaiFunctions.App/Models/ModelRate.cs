using XaiFunctions.Core.Games;

namespace XaiFunctions.App.Models;

/// <summary>Measures how fast a model is, by running its own background through it in batches as large as those of an explanation.</summary>
public static class ModelRate
{
    private const int BatchRows = 2048;
    private const int MostBatches = 20;
    private static readonly TimeSpan Enough = TimeSpan.FromMilliseconds(150);

    /// <summary>Seconds a row, of the fastest batch: other work on the machine only ever makes a batch slower.</summary>
    public static double Measure(IModel model, Background background, TimeProvider time)
    {
        // A slow model is timed on few rows. The first call also pays for what is set up once, so the second one counts.
        double[] one = Batch(background, 1), outputs = new double[BatchRows * model.OutputCount];
        Time(model, one, outputs.AsSpan(0, model.OutputCount), time);
        double single = Time(model, one, outputs.AsSpan(0, model.OutputCount), time);
        int rows = (int)Math.Clamp(Enough.TotalSeconds / 3 / Math.Max(single, 1e-9), 1, BatchRows);

        double[] batch = Batch(background, rows);
        double fastest = double.PositiveInfinity;
        long begin = time.GetTimestamp();
        for (int i = 0; i < MostBatches && (i == 0 || time.GetElapsedTime(begin) < Enough); i++)
            fastest = Math.Min(fastest, Time(model, batch, outputs.AsSpan(0, rows * model.OutputCount), time) / rows);
        return fastest;
    }

    private static double Time(IModel model, double[] rows, Span<double> outputs, TimeProvider time)
    {
        long start = time.GetTimestamp();
        model.Predict(rows, outputs);
        return time.GetElapsedTime(start).TotalSeconds;
    }

    private static double[] Batch(Background background, int rows)
    {
        var batch = new double[rows * background.ColumnCount];
        for (int row = 0; row < rows; row++)
            background.Row(row % background.RowCount).CopyTo(batch.AsSpan(row * background.ColumnCount));
        return batch;
    }
}
