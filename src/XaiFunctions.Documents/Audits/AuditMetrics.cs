using XaiFunctions.Core.Drift;
using XaiFunctions.Core.Performance;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Documents.Audits;

/// <summary>The metrics of an audit by their names: what rules refer to.</summary>
internal sealed class AuditMetrics
{
    private readonly SortedDictionary<string, Estimate> all = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, Estimate> All => all;

    public Estimate? Find(string name) => all.GetValueOrDefault(name);

    public void Add(DataDrift? columns, ColumnDrift? predictions, long rows)
    {
        if (columns is null || predictions is null)
            return;
        all["data.driftedShare"] = Estimate.Of(columns.DriftedShare, rows);
        foreach (ColumnDrift column in columns.Columns)
            Add($"data.{column.Column}", column, rows);
        Add("prediction", predictions, rows);
        all["prediction.drifted"] = Estimate.Of(predictions.Drifted ? 1 : 0, rows);
    }

    public void Add(AttributionSection? attribution, long rows)
    {
        if (attribution?.Drift is not { } drift)
            return;
        all["attribution.ndcg"] = WithRows(drift.NormalizedGain, rows);
        all["attribution.jensenShannon"] = WithRows(drift.JensenShannon, rows);
        all["attribution.newTopPlayers"] = Estimate.Of(drift.NewTopPlayers.Count, rows);
        all["attribution.driftedShare"] = Estimate.Of(attribution.Players!.DriftedShare, rows);
    }

    public void Add(PerformanceSection performance)
    {
        if (performance.Binary is { } binary)
            Add(binary);
        if (performance.Calibration is { } calibration)
        {
            all["calibration.expectedError"] = calibration.ExpectedError;
            all["calibration.maximumError"] = calibration.MaximumError;
        }

        if (performance.Decay is { } decay)
            all["performance.accuracyChange"] = decay.Change;
        if (performance.Expected is { } expected)
        {
            all["expected.accuracy"] = expected.Accuracy;
            all["expected.f1"] = expected.F1;
            all["expected.rocAuc"] = expected.RocAuc;
        }

        if (performance.Regression is { } regression)
        {
            all["performance.meanAbsoluteError"] = regression.MeanAbsoluteError;
            all["performance.rootMeanSquaredError"] = regression.RootMeanSquaredError;
            all["performance.r2"] = regression.R2;
            all["performance.bias"] = regression.Bias;
        }
    }

    public void Add(IEnumerable<(string Name, Estimate Value)> metrics)
    {
        foreach ((string name, Estimate value) in metrics)
            all[name] = value;
    }

    private void Add(BinaryPerformance binary)
    {
        all["performance.accuracy"] = binary.Accuracy;
        all["performance.balancedAccuracy"] = binary.BalancedAccuracy;
        all["performance.precision"] = binary.Precision;
        all["performance.recall"] = binary.Recall;
        all["performance.f1"] = binary.F1;
        all["performance.rocAuc"] = binary.RocAuc;
        all["performance.precisionRecallAuc"] = binary.PrecisionRecallAuc;
        all["performance.logLoss"] = binary.LogLoss;
        all["performance.brier"] = binary.Brier;
        all["performance.selectionRate"] = binary.SelectionRate;
        all["performance.baseRate"] = binary.BaseRate;
    }

    private void Add(string prefix, ColumnDrift column, long rows)
    {
        if (column.Status != DriftStatus.Measured)
            return;
        foreach ((string name, Distance? distance) in ((string, Distance?)[])[
            ("psi", column.PopulationStability), ("jensenShannon", column.JensenShannon), ("hellinger", column.Hellinger), ("wasserstein", column.Wasserstein)])
        {
            if (distance is not null)
                all[$"{prefix}.{name}"] = Estimate.Of(distance.Value, rows, distance.Interval);
        }

        if (column.KolmogorovSmirnov is { } test)
            all[$"{prefix}.kolmogorovSmirnov"] = Estimate.Of(test.Statistic, rows, test.Interval);
        if (column.CurrentMissing is { } missing)
            all[$"{prefix}.missing"] = missing;
        if (column.Unseen is { } unseen)
            all[$"{prefix}.unseen"] = unseen;
    }

    /// <summary>The drift of attributions counts players; rules count rows.</summary>
    private static Estimate WithRows(Estimate estimate, long rows) => estimate.Value is { } value ? Estimate.Of(value, rows, estimate.Interval) : estimate;
}
