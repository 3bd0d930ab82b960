using Audiences.Stored;
using Contracts;
using Host.Storage.Contacts;
using Host.Storage.Sharing;

namespace Host.Storage.Partitions;

/// <summary>Decides on an append and writes it, in the writer's transaction.</summary>
/// <param name="overwritten">Called when a person's rows were overwritten.</param>
internal sealed class AppendWriting(ErasedRows erased, Action overwritten)
{
    readonly AppendDecision decision = new(erased);

    public AppendResult Run(Session session, PreparedAppend prepared)
    {
        var append = prepared.Append;
        var (refused, ground) = decision.Decide(session, append);
        if (refused is { } refusal) return refusal;
        if (append.Contact is { } write) WriteContact(session, prepared, write, ground);
        WriteRows(session, append, ground);
        // After the rows: a chunk that is right up to here has nothing of the person in it any more.
        if (append.Contact is { } forgotten && Forgets(forgotten)) ChunkRows.RemoveOf(session, append.Tenant, forgotten.Id);
        return new(AppendStatus.Appended, ground.Partition.Position + 1);
    }

    static void WriteRows(Session session, PartitionAppend append, AppendGround ground)
    {
        var (log, position) = (ground.Partition.Log, ground.Partition.Position);
        var previous = ground.Held?.LastEdit ?? 0;
        foreach (var row in append.Rows)
        {
            var place = Place.Of(log, ++position);
            if (row.Step is { } step)
            {
                var isEdit = !ChangeRows.IsMessage(step.Kind) && row.Contact == append.Contact?.Id;
                ChangeRows.Insert(session, place, append.Tenant, row, step, isEdit ? previous : 0);
                if (isEdit) previous = position;
            }
            WriteMemberships(session, place, append.Tenant, row);
        }
        var nextSlot = Math.Max(ground.Partition.NextSlot, append.Contact?.Write?.Slot + 1 ?? 0);
        PartitionRows.Advance(session, ground.Partition, position, nextSlot);
    }

    static void WriteMemberships(Session session, long place, string tenant, AppendRow row)
    {
        var ordinal = 0;
        if (!row.Entries.IsDefault)
        {
            foreach (ref readonly var entry in row.Entries.AsSpan()) MembershipRows.Insert(session, place, ordinal++, tenant, row.Book, entry);
        }
        if (row.Mark is { } mark) MembershipRows.Insert(session, place, ordinal, tenant, row.Book, mark);
    }

    void WriteContact(Session session, PreparedAppend prepared, ContactWrite write, AppendGround ground)
    {
        var append = prepared.Append;
        var erases = write.Write?.State == ContactState.Erased;
        // Before the rows are written: what this append itself says of an erased contact stays.
        Wipe(session, append, write, ground, erases);
        var no = WriteRow(session, prepared, write, ground, erases);
        if (ground.Absorbed is { } absorbed) Absorb(session, append.Tenant, write, absorbed, no);
        var book = ground.Held?.Book ?? write.Write!.Book;
        if (erases) Erase(session, append.Tenant, book, write.Id, no, write.Suppress);
        if (!write.Releases.IsDefault)
            foreach (var identity in write.Releases) IdentityRows.Release(session, append.Tenant, book, identity, no);
        if (!write.Claims.IsDefault && !erases)
            foreach (var identity in write.Claims) IdentityRows.Claim(session, append.Tenant, book, identity, no);
    }

    static long WriteRow(Session session, PreparedAppend prepared, ContactWrite write, AppendGround ground, bool erases)
    {
        var lastEdit = LastEdit(prepared.Append, write.Id, ground);
        if (write.Write is not { } row)
        {
            var held = ground.Held!.Value;
            if (lastEdit != held.LastEdit) ContactRows.SetLastEdit(session, prepared.Append.Tenant, held, lastEdit);
            return held.No;
        }
        var profile = erases ? StoredJson.Write(Profile.Empty) : prepared.Profile!;
        if (ground.Held is not { } known) return ContactRows.Insert(session, row, profile, lastEdit);
        ContactRows.Update(session, known.No, row, profile, lastEdit);
        return known.No;
    }

    /// <summary>Where the contact's newest row that is no message will be.</summary>
    static long LastEdit(PartitionAppend append, Guid contact, AppendGround ground)
    {
        for (var i = append.Rows.Length - 1; i >= 0; i--)
        {
            if (append.Rows[i] is { Step: { } step } row && row.Contact == contact && !ChangeRows.IsMessage(step.Kind))
                return ground.Partition.Position + 1 + i;
        }
        return ground.Held?.LastEdit ?? 0;
    }

    static bool Forgets(ContactWrite write) =>
        write.Write?.State == ContactState.Erased || (write.KeepIdHashes && !write.Wipe.IsDefaultOrEmpty);

    void Wipe(Session session, PartitionAppend append, ContactWrite write, AppendGround ground, bool erases)
    {
        var log = ground.Partition.Log;
        foreach (var position in write.Wipe.IsDefault ? [] : write.Wipe)
        {
            var place = Place.Of(log, position);
            if (write.KeepIdHashes && ChangeRows.MessageId(session, place) is { } id)
                erased.KeepMessage(session, append.Tenant, ground.Held!.Value.Book, id);
            ChangeRows.Wipe(session, place, write.Id);
            overwritten();
        }
        if (erases && ground.Held is { } held)
        {
            ChangeRows.WipeEdits(session, log, held.LastEdit, write.Id);
            overwritten();
        }
    }

    void Absorb(Session session, string tenant, ContactWrite write, ContactHead absorbed, long survivor)
    {
        var log = PartitionRows.Existing(session, tenant, absorbed.Partition).Log;
        foreach (var position in write.Absorbs!.Positions) ChangeRows.Wipe(session, Place.Of(log, position), absorbed.Id);
        ChangeRows.WipeEdits(session, log, absorbed.LastEdit, absorbed.Id);
        IdentityRows.Move(session, absorbed.No, survivor);
        ContactRows.Absorbed(session, tenant, absorbed, write.Id);
        overwritten();
    }

    void Erase(Session session, string tenant, string book, Guid contact, long no, bool suppress)
    {
        if (suppress)
            foreach (var identity in IdentityRows.Of(session, no)) erased.Suppress(session, tenant, book, identity);
        IdentityRows.Delete(session, no);
        SyncRows.Forget(session, tenant, contact);
    }
}
