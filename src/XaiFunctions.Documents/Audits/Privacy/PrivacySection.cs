namespace XaiFunctions.Documents.Audits.Privacy;

/// <summary>What an audit says of privacy.</summary>
public sealed record PrivacySection
{
    /// <summary>Whether explanations give away which rows are in the background; null if it was not looked at.</summary>
    public MembershipSection? Membership { get; init; }
}
