using System.Collections.Immutable;
using Contacts.Stored;
using Contracts;
using Orleans;

namespace Contacts;

/// <summary>
/// One contact: its profile, and the audiences it is in. The shell around the pure folds: it reads its row, folds, and commits to its
/// partition; what is not committed does not stay in memory. Key: <c>{tenant}/contact/{id}</c>.
/// </summary>
internal sealed partial class ContactGrain(
    IContactStore store, IGrainFactory grains, OpenPartitions open, Hints hints, BusinessClock clock) : Grain, IContactGrain
{
    // A row that is written by somebody else at the same time (a bulk import, a merge) settles within a few rounds or not at all.
    private const int MostTries = 8;

    private string tenant = "";
    private Guid id;
    private bool isLoaded;

    // A commit has been asked for: the partition has compared the row's version.
    private bool isConfirmed;

    // A crash may have come between the two commits of a merge, of which only the store knows.
    private bool owesMerges = true;
    private StoredContact? row;
    private ImmutableArray<string> audiences = [];
    private long position;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Know(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    /// <summary>Takes the key apart; tests that run without an engine call it themselves.</summary>
    internal void Know(string key)
    {
        (tenant, var text) = GrainKeys.Split(key);
        id = Guid.ParseExact(text, "N");
    }

    /// <summary>The audiences of the last commit, with the partition's position then; empty before the first.</summary>
    internal (ImmutableArray<string> Audiences, long Position) Memberships => (audiences, position);

    public async Task<ContactAnswer> Ingest(IngestOrder order)
    {
        var dropped = new Dictionary<int, MessageFate>();
        return await Try(async before =>
        {
            var plan = IngestPlan.Make(before?.Profile, order, dropped);
            var done = new ContactAnswer(ContactOutcome.Done, Version: before?.Version ?? 0, Created: before is null, Fates: plan.Fates);
            if (plan.Steps.IsEmpty) return done with { Created = false };
            var result = await Commit(before, order.Book, plan.Steps, plan.After);
            if (result.Status == CommitStatus.SeenBefore)
                foreach (var (message, fate) in plan.Seen(result.Seen)) dropped[message] = fate;
            return Answer(result, done);
        });
    }

    public Task<ContactAnswer> Edit(EditOrder order) => Try(async before =>
    {
        if (before is null && order.Route is not { Via: null }) return new(ContactOutcome.Gone);
        if (order.IfVersion is { } expected && expected != before?.Version)
            return new(ContactOutcome.VersionMismatch, Version: before?.Version ?? 0);
        if (EditPlan.After(before?.Profile, order.Route, order.Edit) is not { } after) return new(ContactOutcome.Elsewhere);
        if (order.Edit.Steps?.Fault(after) is { } why) return new(ContactOutcome.NoSuchStep, Version: before?.Version ?? 0, Why: why);
        var done = new ContactAnswer(ContactOutcome.Done, Version: before?.Version ?? 0, Created: before is null);
        if (ReferenceEquals(after, before?.Profile)) return done;
        return Answer(await Commit(before, order.Book, [EditPlan.Step(order.Edit, before?.Profile, after)], after), done);
    });

    public Task<ContactAnswer> Erase(bool suppress) => Try(async before =>
    {
        if (before is null) return new(ContactOutcome.Gone);
        // What waits to be taken up is this person too.
        if (owesMerges) return new(ContactOutcome.NotReady);
        var (step, after) = Erasure(before);
        return Answer(await Commit(before, before.Book, [step], after, suppress), new(ContactOutcome.Done));
    });

    private (ContactStep Step, Profile After) Erasure(StoredContact before)
    {
        var now = clock.Now;
        var after = Profile.Empty with { CreatedAt = before.Profile.CreatedAt, UpdatedAt = now };
        return (new(StepKind.Erase, now, now, null, null, 0, "{}", after, Cause.Erased), after);
    }

    public Task<ContactAnswer> Forget(string messageId) => Try(async before =>
    {
        if (before is null) return new(ContactOutcome.Gone);
        var now = clock.Now;
        // The row says when: a restart must judge the contact no earlier than this was.
        var after = before.Profile with { UpdatedAt = now };
        var step = new ContactStep(StepKind.Forget, now, now, null, messageId, 0, "{}", after, Cause.Erased);
        return Answer(await Commit(before, before.Book, [step], after), new(ContactOutcome.Done, Version: before.Version));
    });

    /// <summary>Loads, and asks until there is an answer; null means: load and ask again.</summary>
    private async Task<ContactAnswer> Try(Func<StoredContact?, Task<ContactAnswer?>> attempt)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var isHeld = isLoaded;
            isConfirmed = false;
            var before = await Load();
            if (owesMerges && before is { State: ContactState.Live })
            {
                await FinishMerges();
                before = await Load();
            }
            if (before is { State: ContactState.Merging or ContactState.Merged }) return new(ContactOutcome.Moved, before.MergedInto);
            if (before is { State: ContactState.Erased }) return new(ContactOutcome.Gone);
            try
            {
                if (await attempt(before) is not { } answer) continue;
                if (!isHeld || isConfirmed) return answer;
                // Decided on a row held from before, without a commit that would have compared its version: an import may have
                // passed this grain by.
                isLoaded = false;
            }
            catch
            {
                isLoaded = false;
                throw;
            }
        }
        return new(ContactOutcome.NotReady);
    }

    private async Task<StoredContact?> Load()
    {
        if (isLoaded) return row;
        row = await store.Read(tenant, id, CancellationToken.None);
        isLoaded = true;
        return row;
    }

    private async Task<CommitResult> Commit(
        StoredContact? before, string book, ImmutableArray<ContactStep> steps, Profile after, bool suppress = false, Absorption? absorbs = null,
        bool unheard = false)
    {
        var partition = before?.Partition ?? await open.Choose(tenant, CancellationToken.None);
        var commit = EditPlan.Commit(book, id, before, steps, after) with { Absorbs = absorbs, Suppress = suppress, Unheard = unheard };
        // What is absorbed brings its identities itself.
        if (absorbs is not null) commit = commit with { Claims = [] };
        // Until there is a good answer, what is in memory is in doubt.
        (isLoaded, isConfirmed) = (false, true);
        var result = await grains.GetGrain<IPartitionGrain>(GrainKeys.Partition(tenant, partition)).Commit(commit);
        if (result.Status == CommitStatus.Full) open.Close(tenant, partition);
        if (result.Status == CommitStatus.Committed) Keep(before, partition, commit, result, after);
        return result;
    }

    private void Keep(StoredContact? before, int partition, ContactCommit commit, CommitResult result, Profile after)
    {
        hints.Forget(tenant, commit.Book, commit.Releases);
        if (commit.Steps.Any(step => step.Kind is StepKind.Erase)) return;
        // As the partition wrote it.
        if (result.Version != commit.Version && after.UpdatedAt < result.At) after = after with { UpdatedAt = result.At };
        row = new(tenant, commit.Book, id, partition, result.Slot, result.Version, ContactState.Live, null, after);
        (audiences, position) = (result.Audiences.IsDefault ? [] : result.Audiences, result.Position);
        isLoaded = true;
    }

    /// <summary>Null: the row has changed, or steps are to be left out, or another partition is to be taken; try again.</summary>
    private static ContactAnswer? Answer(CommitResult result, ContactAnswer done) => result.Status switch
    {
        CommitStatus.Committed => done with { Version = result.Version },
        CommitStatus.SeenBefore or CommitStatus.Stale or CommitStatus.Full => null,
        CommitStatus.KeyTaken => new(ContactOutcome.KeyTaken, result.Other),
        CommitStatus.Moved => new(ContactOutcome.Moved, result.Other),
        CommitStatus.Gone => new(ContactOutcome.Gone),
        CommitStatus.Overloaded => new(ContactOutcome.Overloaded),
        _ => new(ContactOutcome.NotReady),
    };
}
