namespace Audiences.Rules;

/// <summary>Whom a rule judges.</summary>
internal readonly record struct Subject(ContactFacts Contact, EventHistory Events);
