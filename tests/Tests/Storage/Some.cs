using Audiences.Stored;
using Contracts;

namespace Tests.Storage;

/// <summary>Test data for stores: what is not said does not matter.</summary>
static class Some
{
    public const string Tenant = "t1";
    public const string Book = "b1";

    public static Identity External(string value) => new(IdentityKind.External, value);
    public static Identity Anonymous(string value) => new(IdentityKind.Anonymous, value);
    public static Identity Email(string value) => new(IdentityKind.Email, value);

    public static Profile Profile(string? externalId = null) => Contracts.Profile.Empty with { ExternalId = externalId, CreatedAt = new(1000) };

    public static StoredContact Contact(Guid id, int slot, long version = 1, int partition = 0, Profile? profile = null) =>
        new(Tenant, Book, id, partition, slot, version, ContactState.Live, null, profile ?? Profile());

    public static ContactStep Step(StepKind kind = StepKind.Track, string? messageId = null, long at = 5000, string payload = "{}", string? name = "bought") =>
        new(kind, new(at), new(at + 1), name, messageId, 77, payload, null, Cause.Event);

    public static AppendRow Row(Guid contact, ContactStep? step, int slot = 0, params MembershipEntry[] entries) =>
        new(Book, slot, contact, step, null, [.. entries]);

    public static AppendRow Mark(AudienceMark mark) => new(Book, -1, null, null, mark, []);

    public static AudienceMark Served(ushort[] entered, ushort[] left, bool announcing = true, string audience = "a1") =>
        new(MarkKind.Served, audience, 1, 2, new(9000), Cause.Activated, announcing, [], [.. entered], [.. left]);

    public static MembershipEntry Entry(Guid contact, bool entered = true, long at = 5000, int slot = 0, string audience = "a1", bool announced = true) =>
        new(audience, 1, 2, slot, contact, entered, new(at), Cause.Event, announced);

    public static ContactWrite Write(
        Guid id, long version, StoredContact? row, Identity[]? claims = null, Identity[]? releases = null, Guid? closeInto = null,
        Absorption? absorbs = null, long[]? wipe = null, bool keepIdHashes = false, bool suppress = false) =>
        new(id, version, row, [.. claims ?? []], [.. releases ?? []], closeInto, absorbs, [.. wipe ?? []], keepIdHashes, suppress);

    public static PartitionAppend Append(long epoch, ContactWrite? contact, params AppendRow[] rows) =>
        new(Tenant, 0, epoch, [.. rows], contact);
}
