using XaiFunctions.Core.Planning;
using XaiFunctions.Core.Shapley;

namespace XaiFunctions.App.Jobs;

/// <summary>What the orchestration knows of the plan: counts and ranges, from which every piece of work follows. Under 1 KB.</summary>
public sealed record BatchPlan
{
    /// <summary>The version of the model that explains.</summary>
    public required string Version { get; init; }

    /// <summary>Rows to explain.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows rejected.</summary>
    public required long Rejected { get; init; }

    /// <summary>Rows in a chunk; a multiple of the rows of a block.</summary>
    public required int RowsPerChunk { get; init; }

    /// <summary>The most coalitions valued for a row; fewer are if an error is asked for and reached.</summary>
    public required int EvaluationsPerRow { get; init; }

    /// <summary>Method, budget and seed.</summary>
    public required SamplingOptions Sampling { get; init; }

    /// <summary>The number of players.</summary>
    public required int Players { get; init; }

    /// <summary>Whether all coalitions are valued, or none is needed.</summary>
    public bool ValuesAll { get; init; }

    /// <summary>When sampling ends with what there is; null if the time is not limited.</summary>
    public DateTimeOffset? DeadlineAt { get; init; }

    /// <summary>Whether the values of the coalitions are kept after the job's end, so that it can be topped up.</summary>
    public bool KeepsValues { get; init; }

    /// <summary>How the rows are cut into pieces of work.</summary>
    public required WorkPlan Work { get; init; }

    /// <summary>How the labelled rows on which importance by loss is measured are cut into pieces of work; null if there are none.</summary>
    public WorkPlan? Loss { get; init; }

    /// <summary>The pieces that one activity solves: about those of one block if blocks are split, else one.</summary>
    public int ItemsPerSolve => Work.ItemsPerBlock;

    /// <summary>The number of activities that solve; each solves one block if blocks are split.</summary>
    public int SolveCount => Work.ItemCount / ItemsPerSolve;

    /// <summary>The solves of one sub-orchestration.</summary>
    public int SolvesPerPart => Math.Clamp((SolveCount + PartsWanted - 1) / PartsWanted, 1, Math.Max(1, MostActivities / (ItemsPerSolve + 1)));

    /// <summary>The number of sub-orchestrations.</summary>
    public int PartCount => (SolveCount + SolvesPerPart - 1) / SolvesPerPart;

    /// <summary>The most activities in a sub-orchestration.</summary>
    public const int MostActivities = 200;

    /// <summary>So many steps a progress bar should have where there is work enough; each part that ends is a step.</summary>
    private const int PartsWanted = 40;

    /// <summary>The first solve of a part, and how many there are.</summary>
    public (int First, int Count) Solves(int part)
    {
        int first = part * SolvesPerPart;
        return (first, Math.Min(SolvesPerPart, SolveCount - first));
    }

    /// <summary>The rows that one solve covers.</summary>
    public int RowsOf(int solve) => ItemOf(solve).RowCount;

    /// <summary>The first piece of a solve, which has its rows.</summary>
    public WorkItem ItemOf(int solve) => Work.Item(solve * ItemsPerSolve);

    /// <summary>The first round of a solve whose block is split; null if it is not.</summary>
    public Round? FirstRound(int solve) => Work.SplitsBlocks ? new(0, KernelShap.FirstRound(Players, RowsOf(solve), Sampling)) : null;

    /// <summary>The shares of a round, each a piece of work.</summary>
    public IEnumerable<Round> Shares(Round round)
    {
        GroupRange groups = round.Coalitions.Groups;
        for (int first = groups.First; first < groups.End; first += Work.GroupsPerItem)
            yield return round with { Coalitions = round.Coalitions with { Groups = new(first, Math.Min(Work.GroupsPerItem, groups.End - first)) } };
    }

    /// <summary>Is cancelled when the time is over, and never if it is not limited.</summary>
    public CancellationTokenSource Deadline(TimeProvider time)
    {
        if (DeadlineAt is not { } end)
            return new CancellationTokenSource();
        TimeSpan left = end - time.GetUtcNow();
        return new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
    }
}
