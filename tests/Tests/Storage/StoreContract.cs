using System.Text;
using Audiences.Stored;
using Contacts.Stored;
using Contracts;
using Host.Storage;

namespace Tests.Storage;

/// <summary>What every database must do; one class per database derives from it.</summary>
public abstract partial class StoreContract : IAsyncLifetime
{
    StoreUnderTest store = null!;
    long epoch;

    IPartitionStore Partitions => store.Partitions;
    IContactStore Contacts => store.Contacts;

    internal abstract StoreUnderTest Make(WriterOptions? options = null);

    /// <summary>Writes something that the database refuses only at COMMIT.</summary>
    internal abstract int SpoilCommit(Session session);

    public async Task InitializeAsync() => await Use(Make());

    public async Task DisposeAsync() => await store.DisposeAsync();

    /// <summary>Goes on with another database, with four partitions and the first of them open.</summary>
    async Task Use(StoreUnderTest other)
    {
        if (store is not null) await store.DisposeAsync();
        store = other;
        await store.Open();
        await Partitions.Partitions(Some.Tenant, default);
        epoch = (await Partitions.Open(Some.Tenant, 0, default)).Epoch;
    }

    Task<AppendResult> Append(ContactWrite? contact, params AppendRow[] rows) => Partitions.Append(Some.Append(epoch, contact, rows), default);

    async Task<AppendResult> Appended(ContactWrite? contact, params AppendRow[] rows)
    {
        var result = await Append(contact, rows);
        Assert.Equal(AppendStatus.Appended, result.Status);
        return result;
    }

    async Task<Guid> Created(int slot, params Identity[] claims)
    {
        var id = Guid.NewGuid();
        await Appended(Some.Write(id, 0, Some.Contact(id, slot), claims), Some.Row(id, Some.Step(StepKind.Edit), slot));
        return id;
    }

    async Task<StoredContact> Contact(Guid id) => (await Contacts.Read(Some.Tenant, id, default))!;

    async Task<Guid[]> Holders(Identity identity, int limit = 10) =>
        [.. (await Contacts.Resolve(Some.Tenant, Some.Book, [identity], limit, default)).Single().Contacts];

    async Task<List<(int Slot, StoredMessage Message)>> Messages(string tenant = Some.Tenant, long after = 0)
    {
        var messages = new List<(int, StoredMessage)>();
        await foreach (var page in Partitions.Messages(tenant, 0, after, default))
            foreach (var logged in page)
                messages.Add((logged.Slot, new(
                    logged.Position, logged.Kind, logged.At, logged.Arrived, logged.Name, Encoding.UTF8.GetString(logged.MessageId.Span), logged.BodyHash,
                    Encoding.UTF8.GetString(logged.Payload.Span), logged.Active)));
        return messages;
    }

    async Task<List<MembershipRecord>> Memberships(long after = 0) => await Partitions.Memberships(Some.Tenant, 0, after, default).ToListAsync();

    async Task<FeedItem[]> Feed(
        long after = 0, int offset = 0, int limit = 100, bool expand = true, long through = long.MaxValue, string audience = "a1") =>
        [.. (await Partitions.Feed(Some.Tenant, 0, audience, after, offset, through, limit, expand, default)).Items];
}
