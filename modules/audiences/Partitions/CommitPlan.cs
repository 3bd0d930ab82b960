using System.Collections.Immutable;
using Audiences.Rules;
using Audiences.Stored;
using Contracts;

namespace Audiences.Partitions;

/// <summary>
/// What one commit of a contact means, decided in one synchronous piece: either a refusal, or the rows to append and what to
/// change in memory once they are durable.
/// </summary>
internal sealed class CommitPlan
{
    private readonly List<AppendRow> _rows = [];
    private readonly List<MessageLog.Entry?> _messages = [];
    private readonly List<ulong> _forgotten = [];
    private readonly bool _wasShared;

    private CommitPlan(ContactCommit commit, ContactRow row, Judgement judgement, Instant at)
    {
        Commit = commit;
        At = at;
        Row = row;
        Judgement = judgement;
        Version = commit.Version;
        State = ContactState.Live;
        _wasShared = row.IsShared;
    }

    public ContactCommit Commit { get; }
    public ContactRow Row { get; }

    /// <summary>When it is judged.</summary>
    public Instant At { get; }

    public Judgement Judgement { get; }
    public long Version { get; private set; }
    public ContactState State { get; private set; }

    /// <summary>Refuses, or decides everything. Nothing of the memory is changed but the slot that a new contact takes.</summary>
    public static (CommitPlan? Plan, CommitResult? Refused) Make(PartitionMemory memory, ContactCommit commit, Instant now)
    {
        var row = memory.Find(commit.Contact);
        if (Refuse(row, commit) is { } refused)
            return (null, refused);
        if (row is not null)
            memory.Open(row);
        if (commit.Unheard && row?.Messages.Count > 0)
            return (null, new CommitResult(CommitStatus.Heard));
        if (Seen(row, commit) is { Length: > 0 } seen)
            return (null, new CommitResult(CommitStatus.SeenBefore, Seen: seen));
        if (row is null)
        {
            var slot = memory.TakeSlot();
            if (slot < 0)
                return (null, new CommitResult(CommitStatus.Full));
            row = memory.NewRow(slot, commit.Contact, commit.Book);
        }
        var plan = new CommitPlan(commit, row, new Judgement(row, memory.Answers), now);
        plan.Decide(memory);
        memory.Answers.Forget();
        return (plan, null);
    }

    public PartitionAppend ToAppend(PartitionMemory memory)
    {
        var profile = State == ContactState.Erased
            ? Profile.Empty
            : Commit.Steps.LastOrDefault(step => step.Profile is not null)?.Profile;
        // The sender's clock was read before, for an import long before; a restart judges from the row's instant on.
        if (profile?.UpdatedAt < At)
            profile = profile with { UpdatedAt = At };
        var written = profile is null
            ? null
            : new StoredContact(memory.Tenant, Commit.Book, Commit.Contact, memory.Number, Row.Slot, Version, State, Commit.CloseInto, profile);
        var write = new ContactWrite(
            Commit.Contact, Commit.Version, written, Commit.Claims, Commit.Releases, Commit.CloseInto, Commit.Absorbs,
            WipedPositions(), State == ContactState.Erased || _forgotten.Count > 0, Commit.Suppress);
        return new PartitionAppend(memory.Tenant, memory.Number, memory.Epoch, [.. _rows], write);
    }

    /// <summary>The position of its last row when the first is at <paramref name="first"/>.</summary>
    public long Last(long first) => first + _rows.Count - 1;

    /// <summary>Makes it so in memory; the first row of the append is at <paramref name="first"/>.</summary>
    public void Apply(PartitionMemory memory, long first)
    {
        if (memory.Find(Row.Contact) is null)
            memory.AddRow(Row.Slot, Row.Contact, Row.Book);
        var row = memory.Find(Row.Contact)!;
        // It may have been packed meanwhile.
        memory.Open(row);
        (row.Version, row.JudgedAt) = (Version, At);
        memory.SetState(row, State);
        row.MergedInto = Commit.CloseInto;
        for (var i = 0; i < _messages.Count; i++)
            if (_messages[i] is { } message)
                row.Messages.Add(message with { Position = first + i });
        foreach (var id in _forgotten)
            row.Messages.Forget(id);
        foreach (var (shard, track) in Judgement.Changed)
            memory.SetTrack(row, shard, track);
        if (State == ContactState.Erased)
            memory.Erase(row);
        else
            memory.SetSubject(row, Judgement.Subject);
        if (_wasShared && !row.IsShared)
            // It was read from bytes that all have left since, perhaps because of somebody in them who is erased.
            memory.Refresh(row);
        if (State == ContactState.Merging)
            // What it was is another's now, who may be erased anywhere.
            memory.Part(row.Slot);
        if (_forgotten.Count > 0)
        {
            memory.RemoveChunk(row.Slot);
            memory.Refresh(row);
            memory.Columns.LetGo(row.Slot);
        }
        memory.Reached(Last(first));
    }

    private static CommitResult? Refuse(ContactRow? row, ContactCommit commit) => row switch
    {
        null when commit.Version == 0 => null,
        null => new CommitResult(CommitStatus.Gone),
        { State: ContactState.Merging or ContactState.Merged } => new CommitResult(CommitStatus.Moved, Other: row.MergedInto),
        { State: ContactState.Erased } => new CommitResult(CommitStatus.Gone),
        _ when row.Version != commit.Version => new CommitResult(CommitStatus.Stale),
        _ => null,
    };

    private static ImmutableArray<SeenMessage> Seen(ContactRow? row, ContactCommit commit)
    {
        var seen = ImmutableArray.CreateBuilder<SeenMessage>();
        var here = new Dictionary<ulong, long>();
        for (var i = 0; i < commit.Steps.Length; i++)
        {
            var step = commit.Steps[i];
            if (step.MessageId is null || step.Kind == StepKind.Forget)
                continue;
            var id = MessageLog.HashOf(step.MessageId);
            if (row?.Messages.Find(id) is { } known)
                seen.Add(new SeenMessage(i, known.Body == (int)step.BodyHash));
            else if (!here.TryAdd(id, step.BodyHash))
                seen.Add(new SeenMessage(i, here[id] == step.BodyHash));
        }
        return seen.ToImmutable();
    }

    private void Decide(PartitionMemory memory)
    {
        // Looks at each track that the contact has: most have nothing due.
        if (Row.Queued <= At)
            Judgement.Advance(At);
        var overdue = Judgement.TakeEntries();
        foreach (var sent in Commit.Steps)
        {
            // Dated by the partition: a restart must find when this was judged.
            var step = sent with { Arrived = At };
            if (step.Profile is not null || step.Kind == StepKind.Erase)
                Version = Commit.Version + 1;
            Take(memory, step);
            overdue.AddRange(Judgement.TakeEntries());
            _rows.Add(new AppendRow(Commit.Book, Row.Slot, Commit.Contact, step, null, [.. overdue]));
            overdue.Clear();
        }
    }

    private void Take(PartitionMemory memory, ContactStep step)
    {
        var message = step.MessageId is { } id && step.Kind != StepKind.Forget
            ? new MessageLog.Entry(MessageLog.HashOf(id), (int)step.BodyHash, step.At, 0)
            : (MessageLog.Entry?)null;
        _messages.Add(message);
        switch (step.Kind)
        {
            case StepKind.Close:
                State = ContactState.Merging;
                Judgement.Leave(At, Cause.Merged);
                break;
            case StepKind.Erase:
                State = ContactState.Erased;
                Judgement.Leave(At, Cause.Erased);
                break;
            default:
                Judge(memory, step, message?.Id);
                break;
        }
    }

    private void Judge(PartitionMemory memory, ContactStep step, ulong? messageId)
    {
        var before = Judgement.Subject;
        var happened = messageId is { } id ? EventReader.Read(step, id) : null;
        var after = before with
        {
            Facts = step.Profile is null ? before.Facts : ContactFacts.From(step.Profile),
            Events = happened is null ? before.Events : before.Events.With(happened),
        };
        if (step is { Kind: StepKind.Forget, MessageId: { } forgotten })
        {
            _forgotten.Add(MessageLog.HashOf(forgotten));
            after = after with { Events = after.Events.Without(MessageLog.HashOf(forgotten)) };
        }
        var onlyGrew = step.Profile is null && happened is not null;
        Judgement.Change(after, Affected(memory, step, before, after, happened), onlyGrew, At, step.Cause);
    }

    private IReadOnlyCollection<Shard> Affected(PartitionMemory memory, ContactStep step, Subject before, Subject after, EventFact? happened)
    {
        if (step.Copied)
            return [];
        // What is new, or has taken over or lost a history, can stand anywhere.
        var isAnywhere = Commit.Version == 0 || step.Kind is StepKind.Absorb or StepKind.Forget;
        var changed = isAnywhere || step.Profile is null ? null : after.Facts.ChangesSince(before.Facts);
        if (before.Facts.Teams.IsEmpty && after.Facts.Teams.IsEmpty)
            return In(Commit.Book);
        return ContactRow.BooksOf(Commit.Book, before.Facts).Union(ContactRow.BooksOf(Commit.Book, after.Facts)).SelectMany(In).ToArray();

        IReadOnlyCollection<Shard> In(string book) => isAnywhere
            ? memory.Shards.OfBook(book)
            : memory.Shards.Affected(book, changed, happened, before.Events);
    }

    private ImmutableArray<long> WipedPositions()
    {
        if (State == ContactState.Erased)
            return [.. Row.Messages.Positions()];
        return [.. _forgotten.Select(id => Row.Messages.Find(id)?.Position ?? 0).Where(position => position > 0)];
    }
}
