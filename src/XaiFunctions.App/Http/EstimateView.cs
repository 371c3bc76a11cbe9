using System.Text.Json.Serialization;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Options;
using XaiFunctions.Core.Shapley;

namespace XaiFunctions.App.Http;

/// <summary>What an explanation would take. Seconds and cost rest on the speed of the model as this instance has measured it.</summary>
public sealed record EstimateView
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The model's version.</summary>
    public required string Version { get; init; }

    /// <summary>The rows.</summary>
    public required long Rows { get; init; }

    /// <summary>What the method asked for comes to: closed-form, exact (all coalitions) or kernel (a sample).</summary>
    [JsonConverter(typeof(HyphenatedEnumConverter))]
    public required ShapleyMethod Method { get; init; }

    /// <summary>The coalitions valued for a row; the most of them if an error or a deadline is asked for, since a row that has got there stops.</summary>
    public required int EvaluationsPerRow { get; init; }

    /// <summary>The coalitions valued for all rows.</summary>
    public required long Evaluations { get; init; }

    /// <summary>The rows that the model is asked, or that it would be asked in the time that its known structure takes.</summary>
    public required long ModelRows { get; init; }

    /// <summary>The pieces of work that activities share: of sampling, and of measuring importance by loss.</summary>
    public required int WorkItems { get; init; }

    /// <summary>The measured processor time of one row of the model, in seconds.</summary>
    public required double SecondsPerModelRow { get; init; }

    /// <summary>The processor time of all rows, in seconds: the model's, and that of solving what it says.</summary>
    public required double ProcessorSeconds { get; init; }

    /// <summary>The time until the answer, in seconds, if as many activities run at once as the app reckons with.</summary>
    public required double Seconds { get; init; }

    /// <summary>The activities that run at once.</summary>
    public required int Workers { get; init; }

    /// <summary>What it costs where instances are billed by memory and time.</summary>
    public required CostView Cost { get; init; }

    /// <summary>Makes the estimate of a plan.</summary>
    public static EstimateView Of(string model, PlanRecord plan, int workers, CostOptions cost)
    {
        BatchPlan batch = plan.Batch;
        double modelRows = batch.Rows * (plan.ModelRowsPerRow + 1.0), processor = plan.ProcessorSeconds;
        int items = batch.Work.ItemCount + (batch.Loss?.ItemCount ?? 0);
        return new EstimateView
        {
            Model = model,
            Version = batch.Version,
            Rows = batch.Rows,
            Method = batch.Sampling.Method == ShapleyMethod.ClosedForm ? ShapleyMethod.ClosedForm : batch.ValuesAll ? ShapleyMethod.Exact : ShapleyMethod.Kernel,
            EvaluationsPerRow = batch.EvaluationsPerRow,
            Evaluations = batch.Rows * batch.EvaluationsPerRow,
            ModelRows = (long)modelRows + plan.LossModelRows,
            WorkItems = items,
            SecondsPerModelRow = plan.SecondsPerModelRow,
            ProcessorSeconds = processor,
            Seconds = processor / Math.Min(workers, items),
            Workers = Math.Min(workers, items),
            Cost = CostView.Of(processor, items, cost),
        };
    }
}

/// <summary>What computing costs.</summary>
/// <param name="GigabyteSeconds">The memory of busy instances times the time that they are busy.</param>
/// <param name="Executions">The executions of functions, about: two for a piece of sampling, and those of the orchestration.</param>
/// <param name="Amount">The price of both.</param>
/// <param name="Currency">Its currency.</param>
/// <param name="PricePerGigabyteSecond">The price of a gigabyte for a second.</param>
/// <param name="PricePerMillionExecutions">The price of a million executions.</param>
/// <param name="PricesOf">When the prices were looked up.</param>
public sealed record CostView(
    double GigabyteSeconds, long Executions, decimal Amount, string Currency, decimal PricePerGigabyteSecond, decimal PricePerMillionExecutions, string PricesOf)
{
    private const int ExecutionsPerItem = 4;
    private const int ExecutionsPerJob = 10;

    /// <summary>What processor time costs.</summary>
    public static CostView Of(double processorSeconds, int items, CostOptions options)
    {
        double gigabyteSeconds = processorSeconds / options.InstanceProcessors * options.InstanceGigabytes;
        long executions = ((long)items * ExecutionsPerItem) + ExecutionsPerJob;
        decimal amount = ((decimal)Math.Min(gigabyteSeconds, 1e18) * options.PricePerGigabyteSecond) + (executions * options.PricePerMillionExecutions / 1_000_000);
        return new(gigabyteSeconds, executions, amount, options.Currency, options.PricePerGigabyteSecond, options.PricePerMillionExecutions, options.PricesOf);
    }
}
