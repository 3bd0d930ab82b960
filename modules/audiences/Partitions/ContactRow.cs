using Audiences.Rules;
using Contracts;

namespace Audiences.Partitions;

/// <summary>One slot: what rules read of a contact, which messages it has seen, and where it stands in each audience.</summary>
internal sealed class ContactRow(int slot, Guid contact, string book)
{
    public int Slot => slot;
    public Guid Contact => contact;
    public string Book => book;

    public long Version { get; set; }

    /// <summary>Set by <see cref="PartitionMemory.SetState"/>, which knows who is live.</summary>
    public ContactState State { get; set; }

    public Guid? MergedInto { get; set; }
    /// <summary>Set by <see cref="PartitionMemory.SetSubject"/>, which knows the row by its teams.</summary>
    public Subject Subject { get; set; } = Subject.Empty;
    public MessageLog Messages { get; } = new();

    public Tracks Tracks { get; } = new();

    /// <summary>What people who use that book know of the contact: of one that is shared with a team, not what it did.</summary>
    public Subject? SeenIn(string asked) =>
        Contracts.Books.TeamOf(asked) is not { } team ? Subject
        : Subject.Facts.SeenBy(team) is { } seen ? new Subject(seen, EventHistory.Empty)
        : null;

    public bool IsIn(string asked) =>
        asked == book || (Contracts.Books.TeamOf(asked) is { } team && Subject.Facts.Teams.ContainsKey(team));

    /// <summary>Its own, and those of the teams that it is shared with.</summary>
    public static IEnumerable<string> BooksOf(string book, ContactFacts facts) =>
        facts.Teams.IsEmpty ? [book] : facts.Teams.Keys.Select(Contracts.Books.OfTeam).Prepend(book);

    /// <summary>No later than the first instant its tracks name; null: it is not in the <see cref="DueQueue"/>.</summary>
    public Instant? Queued { get; set; }
}
