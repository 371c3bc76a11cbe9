using XaiFunctions.App.Jobs;
using XaiFunctions.App.Orchestrations;
using XaiFunctions.Core.Planning;
using XaiFunctions.Core.Shapley;

namespace XaiFunctions.Benchmarks.Scale;

/// <summary>What is simulated: rows, the model's speed, the machines, and what goes wrong.</summary>
internal sealed record Scenario
{
    /// <summary>Files that are dropped at once; each is a job.</summary>
    public int Files { get; init; } = 1;

    public required long RowsOfAFile { get; init; }

    /// <summary>Model rows that the attributions of one row cost: coalitions times background rows.</summary>
    public required long ModelRowsPerRow { get; init; }

    /// <summary>Processor seconds of one model row on one core.</summary>
    public required double SecondsPerModelRow { get; init; }

    /// <summary>The groups of a block's coalition plan.</summary>
    public int Groups { get; init; } = 16;

    public int MostInstances { get; init; } = 1000;

    /// <summary>Activities at once on an instance: its cores.</summary>
    public int Cores { get; init; } = 1;

    public double MemoryGB { get; init; } = 2;

    public int InstancesAtStart { get; init; } = 1;

    /// <summary>Instances that the platform adds every ten seconds while work waits.</summary>
    public int ScaleOutStep { get; init; } = 100;

    /// <summary>The mean seconds from an instance's request to its first piece of work; spread log-normally with sigma 0.5.</summary>
    public double ColdStartSeconds { get; init; } = 8;

    /// <summary>Seconds of a piece of work besides the model: queue, storage, starting.</summary>
    public double OverheadSeconds { get; init; } = 0.4;

    /// <summary>Seconds of one solve: it reads, writes the table and stores a part.</summary>
    public double SolveSeconds { get; init; } = 0.3;

    /// <summary>Seconds of planning and of writing, a million rows each.</summary>
    public double SecondsPerMillionRowsAlone { get; init; } = 120;

    /// <summary>Sigma of the log-normal spread of instances' speed, and of pieces of work on one instance.</summary>
    public double Spread { get; init; } = 0.12;

    /// <summary>The share of pieces of work that take two to five times as long.</summary>
    public double Stragglers { get; init; } = 0.01;

    /// <summary>The share of attempts that fail half-way and are tried again after two seconds.</summary>
    public double Failures { get; init; } = 0.002;

    /// <summary>The share of attempts whose instance is taken away; the queue hands them out again after its visibility timeout.</summary>
    public double Losses { get; init; } = 0.0005;

    /// <summary>The visibility timeout of the work-item queue as in host.json.</summary>
    public double RedeliverySeconds { get; init; } = 120;

    /// <summary>Activities that the durable back end hands out a second.</summary>
    public double ActivitiesPerSecond { get; init; } = 250;

    /// <summary>The most parts of a job at once.</summary>
    public int MostParts { get; init; } = ExplainBatchOrchestrator.MostParts;

    /// <summary>How the app itself cuts the rows of a file.</summary>
    public BatchPlan Plan() => new()
    {
        Version = "1",
        Rows = RowsOfAFile,
        Rejected = 0,
        RowsPerChunk = WorkPlanner.MaxRowsPerItem,
        EvaluationsPerRow = 2,
        Sampling = new SamplingOptions(),
        Players = 20,
        Work = WorkPlanner.Plan(RowsOfAFile, SecondsPerModelRow, ModelRowsPerRow, Groups),
    };

    /// <summary>The parts of a job that the orchestrator runs at once.</summary>
    public int PartsAtOnce(BatchPlan plan) => Math.Clamp((plan.PartCount + 3) / 4, 2, MostParts);
}
