using System.Collections.Immutable;
using Audiences.Stored;
using Contracts;
using Host.Storage.Contacts;

namespace Host.Storage.Partitions;

/// <summary>
/// Reads what an append depends on and decides, before anything is written, whether it is refused. It runs in the writer's
/// transaction and so sees what its neighbours in the group have written.
/// </summary>
internal sealed class AppendDecision(ErasedRows erased)
{
    /// <returns>Either a refusal, or what writing needs to know.</returns>
    public (AppendResult? Refused, AppendGround Ground) Decide(Session session, PartitionAppend append)
    {
        var head = PartitionRows.Existing(session, append.Tenant, append.Partition);
        var ground = new AppendGround { Partition = head };
        if (head.Epoch != append.Epoch) return (new(AppendStatus.Fenced), ground);
        if (append.Contact is { } write)
        {
            (var refused, ground) = OfContact(session, append, write, ground);
            if (refused is not null) return (refused, ground);
        }
        var seen = ErasedMessages(session, append);
        return (seen.IsEmpty ? null : new(AppendStatus.Erased, Seen: seen), ground);
    }

    (AppendResult?, AppendGround) OfContact(Session session, PartitionAppend append, ContactWrite write, AppendGround ground)
    {
        var held = ContactRows.Head(session, append.Tenant, write.Id);
        ground = ground with { Held = held };
        if ((held?.Version ?? 0) != write.Version || !MayChange(held, write)) return (new(AppendStatus.Stale), ground);
        if (held is { } mine && mine.Partition != append.Partition)
            throw new InvalidOperationException($"Contact {write.Id} lives in partition {mine.Partition}, not in {append.Partition}.");
        if (write is { CloseInto: not null, Write: null }) throw new InvalidOperationException("A close writes the closed row.");
        var book = held?.Book ?? write.Write!.Book;
        if (write.CloseInto is { } survivor && !IsLive(ContactRows.Head(session, append.Tenant, survivor), write.Id, book))
            return (new(AppendStatus.Gone), ground);
        if (write.Absorbs is { } absorption)
        {
            if (Absorbed(session, append.Tenant, absorption, write.Id) is not { } absorbed) return (new(AppendStatus.Gone), ground);
            ground = ground with { Absorbed = absorbed };
        }
        return (Claims(session, append.Tenant, book, write), ground);
    }

    /// <summary>A contact that is closed takes nothing more but its own erasure.</summary>
    static bool MayChange(ContactHead? held, ContactWrite write) => held switch
    {
        null => write.Write is not null,
        { State: ContactState.Live } => true,
        { State: ContactState.Erased } => false,
        _ => write.Write?.State == ContactState.Erased,
    };

    static bool IsLive(ContactHead? survivor, Guid closing, string book) =>
        survivor is { State: ContactState.Live } head && head.Id != closing && head.Book == book;

    static ContactHead? Absorbed(Session session, string tenant, Absorption absorption, Guid survivor) =>
        ContactRows.Head(session, tenant, absorption.Contact) is { State: ContactState.Merging } head
        && head.Partition == absorption.Partition
        && ContactRows.Survivor(session, tenant, head)?.Id == survivor
            ? head
            : null;

    AppendResult? Claims(Session session, string tenant, string book, ContactWrite write)
    {
        if (write.Claims.IsDefaultOrEmpty) return null;
        foreach (var key in write.Claims.Where(identity => identity.IsKey))
        {
            if (IdentityRows.Owner(session, tenant, book, key) is { } owner && owner.Id != write.Id)
                return new(AppendStatus.KeyTaken, Other: owner.Id);
        }
        return ErasedRows.AnySuppressed(session) && write.Claims.Any(identity => erased.IsSuppressed(session, tenant, book, identity))
            ? new(AppendStatus.Suppressed)
            : null;
    }

    ImmutableArray<int> ErasedMessages(Session session, PartitionAppend append)
    {
        if (!append.Rows.Any(row => row.Step?.MessageId is not null) || !ErasedRows.AnyMessages(session)) return [];
        var seen = ImmutableArray.CreateBuilder<int>();
        var index = 0;
        foreach (var row in append.Rows.Where(row => row.Step is not null))
        {
            if (row.Step?.MessageId is { } id && erased.IsErased(session, append.Tenant, row.Book, id)) seen.Add(index);
            index++;
        }
        return seen.ToImmutable();
    }
}

/// <param name="Held">The contact's row as it was; null when it is new.</param>
/// <param name="Absorbed">The closed contact that is taken up.</param>
internal readonly record struct AppendGround(PartitionHead Partition, ContactHead? Held, ContactHead? Absorbed);
