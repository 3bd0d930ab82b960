namespace Audiences.Sdk;

/// <summary>A person, as far as known. Null or empty: not known, which never clears what the other side knows.</summary>
public sealed record Contact
{
    /// <summary>The key of the outside system or the customer's own, at most 256 characters; compared exactly.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Addresses as written, the main one first.</summary>
    public IReadOnlyList<string> Emails { get; init; } = [];

    /// <summary>Numbers, the main one first; E.164 (<c>+32470123456</c>) when the server sends them, as written when a source does.</summary>
    public IReadOnlyList<string> Phones { get; init; } = [];

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? Company { get; init; }

    public DateOnly? Birthday { get; init; }

    public string? Street { get; init; }

    public string? City { get; init; }

    public string? Region { get; init; }

    public string? PostalCode { get; init; }

    /// <summary>ISO 3166-1, two letters, when the server sends it; as written when a source does.</summary>
    public string? Country { get; init; }

    /// <summary>Whether e-mail may be sent; null when nobody was asked. Who has refused stays refused, whatever a source says.</summary>
    public bool? Subscribed { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>All else, by name. Names are exact.</summary>
    public IReadOnlyDictionary<string, TraitValue> Traits { get; init; } = new Dictionary<string, TraitValue>();
}
