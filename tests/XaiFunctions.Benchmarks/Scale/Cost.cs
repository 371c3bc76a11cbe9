using System.Text.Json;

namespace XaiFunctions.Benchmarks.Scale;

/// <summary>Prices with their date: infra-bicep/prices.json.</summary>
internal sealed record Prices(
    string Date, string Currency, string Note, double GigabyteSecond, double MillionExecutions, double TenThousandStorageWrites, double TenThousandStorageReads,
    double MillionQueueOperations, double MillionEvents)
{
    public static Prices Read() => JsonSerializer.Deserialize<Prices>(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "prices.json")), JsonSerializerOptions.Web)!;
}

/// <summary>What a run is billed for, counted and priced.</summary>
internal sealed record Cost(double GigabyteSeconds, double Executions, double Writes, double Reads, double QueueOperations, double Compute, double Other)
{
    // Of one activity: put, get and delete of its work item, the same of its answer on a control queue.
    private const int QueueOperationsOfAnActivity = 6;

    // Of one piece of sampling: statistics stored. Of one solve: part stored, statistics removed; 48 rows or so are one table transaction.
    private const double WritesOfAnItem = 1, WritesOfASolve = 3, HistoryWritesOfAnActivity = 2.0 / 10;

    // The cancel marker before the work and once a second during it; whether it is done already; the rows; the statistics when they are solved.
    private const double ReadsOfAnItem = 4, ReadsOfASolve = 4;

    // An orchestrator takes in up to 32 answers at once; ten is what it is when they come one after the other.
    private const double AnswersOfAReplay = 10;

    public double Total => Compute + Other;

    public static Cost Of(Scenario scenario, Outcome run, Prices prices)
    {
        double gigabyteSeconds = run.ActiveSeconds * scenario.MemoryGB;
        double executions = run.Attempts + (run.Attempts / AnswersOfAReplay);
        double writes = (run.Items * WritesOfAnItem) + (run.Solves * WritesOfASolve) + (run.Attempts * HistoryWritesOfAnActivity);
        double reads = (run.Items * ReadsOfAnItem) + (run.Solves * ReadsOfASolve) + run.BusyCoreSeconds;
        double queue = run.Attempts * QueueOperationsOfAnActivity;
        double compute = gigabyteSeconds * prices.GigabyteSecond;
        double other = (executions / 1e6 * prices.MillionExecutions) + (writes / 1e4 * prices.TenThousandStorageWrites) + (reads / 1e4 * prices.TenThousandStorageReads)
            + (queue / 1e6 * prices.MillionQueueOperations) + (scenario.Files / 1e6 * prices.MillionEvents);
        return new(gigabyteSeconds, executions, writes, reads, queue, compute, other);
    }
}
