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

    /// <summary>Only the shards the contact is in, or will change in by time.</summary>
    public Dictionary<Shard, Track> Tracks { get; } = [];
}

/// <param name="Since">Since when a member; of a non-member the instant it left, so that the log never runs backwards.</param>
/// <param name="Next">When the rule's verdict may change by time alone.</param>
internal readonly record struct Track(bool In, Instant Since, Instant? Next);
