namespace XaiFunctions.App.Jobs;

/// <summary>Why a job cannot be done, in words for its owner: a claim check, because it may quote the owner's file.</summary>
/// <param name="Text">The words.</param>
public sealed record FailureReason(string Text)
{
    /// <summary>What the exception says in its place.</summary>
    public const string Elsewhere = "The job cannot be done with what was given; its document says why.";

    private const int MostCharacters = 500;

    /// <summary>The reason that an exception tells.</summary>
    public static FailureReason Of(Exception exception) =>
        new(exception.Message.Length <= MostCharacters ? exception.Message : string.Concat(exception.Message.AsSpan(0, MostCharacters), "..."));
}
