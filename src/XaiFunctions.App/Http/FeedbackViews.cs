using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Http;

/// <summary>What a reader says of the explanation of a row: at least one of these.</summary>
public sealed record FeedbackInput
{
    /// <summary>Whether it could be understood.</summary>
    public bool? Understandable { get; init; }

    /// <summary>Whether it was of use.</summary>
    public bool? Useful { get; init; }

    /// <summary>Whether it was right in the reader's eyes.</summary>
    public bool? Right { get; init; }

    /// <summary>A text of the reader's own.</summary>
    public string? Comment { get; init; }
}

/// <summary>How many readers said yes, and how many no.</summary>
/// <param name="Yes">Those who said yes.</param>
/// <param name="No">Those who said no.</param>
public sealed record FeedbackCount(long Yes, long No)
{
    /// <summary>Counts one more answer.</summary>
    public FeedbackCount With(bool? answer) => answer switch { true => this with { Yes = Yes + 1 }, false => this with { No = No + 1 }, null => this };
}

/// <summary>What readers say of a model's explanations.</summary>
/// <param name="Model">The model.</param>
/// <param name="Count">How many have said something.</param>
/// <param name="Understandable">Whether explanations could be understood.</param>
/// <param name="Useful">Whether they were of use.</param>
/// <param name="Right">Whether they were right.</param>
/// <param name="Comments">The newest texts, the newest first.</param>
public sealed record FeedbackSummary(string Model, long Count, FeedbackCount Understandable, FeedbackCount Useful, FeedbackCount Right, IReadOnlyList<FeedbackComment> Comments)
{
    private const int CommentsShown = 50;

    /// <summary>Summarises what was said, with flat memory.</summary>
    public static async Task<FeedbackSummary> OfAsync(string model, IAsyncEnumerable<FeedbackEntry> entries, CancellationToken cancellation)
    {
        var none = new FeedbackCount(0, 0);
        var summary = new FeedbackSummary(model, 0, none, none, none, []);
        var newest = new PriorityQueue<FeedbackComment, DateTimeOffset>();
        await foreach (FeedbackEntry entry in entries.WithCancellation(cancellation))
        {
            summary = summary with
            {
                Count = summary.Count + 1,
                Understandable = summary.Understandable.With(entry.Understandable),
                Useful = summary.Useful.With(entry.Useful),
                Right = summary.Right.With(entry.Right),
            };
            if (entry.Comment is null)
                continue;
            newest.Enqueue(new(entry.Job, entry.Row, entry.At, entry.Comment), entry.At);
            if (newest.Count > CommentsShown)
                newest.Dequeue();
        }

        return summary with { Comments = [.. newest.UnorderedItems.Select(item => item.Element).OrderByDescending(comment => comment.At)] };
    }
}

/// <summary>A reader's text.</summary>
/// <param name="Job">The job.</param>
/// <param name="Row">The row.</param>
/// <param name="At">When it was written.</param>
/// <param name="Text">The text.</param>
public sealed record FeedbackComment(string Job, long Row, DateTimeOffset At, string Text);
