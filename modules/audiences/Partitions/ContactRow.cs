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
    public ContactState State { get; set; }
    public Guid? MergedInto { get; set; }
    public Subject Subject { get; set; } = Subject.Empty;
    public MessageLog Messages { get; } = new();

    public Tracks Tracks { get; } = new();

    /// <summary>No later than the first instant its tracks name; null: it is not in the <see cref="DueQueue"/>.</summary>
    public Instant? Queued { get; set; }
}
