namespace Audiences.Rules;

/// <summary>Whom a rule judges.</summary>
internal readonly record struct Subject(ContactFacts Facts, EventHistory Events)
{
    /// <summary>Nobody yet: a profile without a value, no event.</summary>
    public static readonly Subject Empty = new(ContactFacts.From(Contracts.Profile.Empty), EventHistory.Empty);
}
