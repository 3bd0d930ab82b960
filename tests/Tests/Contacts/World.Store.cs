using System.Collections.Immutable;
using Contacts;
using Contacts.Stored;
using Contracts;

namespace Tests.Contacts;

internal sealed partial class World
{
    public async Task<StoredContact?> Read(string tenant, Guid contact, CancellationToken cancel)
    {
        await Task.Yield();
        lock (gate) return rows.GetValueOrDefault(contact);
    }

    public async Task<ImmutableArray<StoredContact?>> ReadMany(string tenant, ImmutableArray<Guid> contacts, CancellationToken cancel)
    {
        await Task.Yield();
        lock (gate) return [.. contacts.Select(contact => rows.TryGetValue(contact, out var row) ? Look(row) : null)];
    }

    public async Task<ImmutableArray<IdentityHolders>> Resolve(
        string tenant, string book, ImmutableArray<Identity> identities, int limit, CancellationToken cancel)
    {
        await Task.Yield();
        lock (gate)
            return [.. identities.Select(identity => new IdentityHolders(
                identity, [.. Holders(identity).Where(holder => rows[holder].Book == book).Select(Survivor).OfType<Guid>().Distinct().Take(limit)], suppressed.Contains((book, identity))))];
    }

    public async Task<ImmutableArray<StoredContact>> Everywhere(string tenant, Identity identity, CancellationToken cancel)
    {
        await Task.Yield();
        lock (gate) return [.. Holders(identity).Select(Survivor).OfType<Guid>().Distinct().Select(contact => rows[contact])];
    }

    public async Task<ImmutableArray<Guid>> Joined(string tenant, Guid contact, CancellationToken cancel)
    {
        await Task.Yield();
        lock (gate)
        {
            List<Guid> all = rows.ContainsKey(contact) ? [contact] : [];
            for (var i = 0; i < all.Count; i++) all.AddRange(rows.Values.Where(row => row.MergedInto == all[i]).Select(row => row.Id));
            return [.. all];
        }
    }

    public async Task<ImmutableArray<StoredMessage>> Messages(string tenant, int partition, ImmutableArray<long> positions, CancellationToken cancel)
    {
        await Task.Yield();
        lock (gate)
            return [.. from position in positions
                       from row in log
                       where row.Partition == partition && row.Position == position && !row.IsWiped
                       let step = row.Step
                       select new StoredMessage(position, step.Kind, step.At, step.Arrived, step.Name, step.MessageId!, step.BodyHash, step.Payload, step.Active)];
    }

    public async Task<ImmutableArray<StoredContact>> List(string tenant, string book, Guid? after, int limit, CancellationToken cancel)
    {
        await Task.Yield();
        return [.. Live.OrderBy(row => row.Id).SkipWhile(row => after is { } place && row.Id.CompareTo(place) <= 0).Take(limit)];
    }

    public async Task<ImmutableArray<StoredContact>> Unfinished(string tenant, CancellationToken cancel)
    {
        await Task.Yield();
        lock (gate) return [.. rows.Values.Where(row => row.State == ContactState.Merging)];
    }

    public Task<ImmutableArray<PartitionFill>> Fill(string tenant, CancellationToken cancel) =>
        Task.FromResult<ImmutableArray<PartitionFill>>([new(0, 0), new(1, 0), new(2, 0), new(3, 0)]);

    private IEnumerable<Guid> Holders(Identity identity) => identity.IsKey
        ? keys.Where(held => held.Key.Key == identity).Select(held => held.Value)
        : addresses.Where(held => held.Address == identity).Select(held => held.Contact);

    private Guid? Survivor(Guid contact)
    {
        while (rows[contact] is { State: ContactState.Merging or ContactState.Merged, MergedInto: { } into }) contact = into;
        return rows[contact].State == ContactState.Erased ? null : contact;
    }

    private IEnumerable<Row> Held(Guid contact) => log.Where(row => row.Contact == contact && row.Step is { MessageId: not null } && row.Step.Kind != StepKind.Forget && !row.IsWiped);

    private sealed class Partition(World world, int number) : IPartitionGrain
    {
        public async Task<CommitResult> Commit(ContactCommit commit)
        {
            await Task.Yield();
            var mishap = world.Misfortune(commit);
            if (mishap is { Written: false }) return new(mishap.Answer);
            CommitResult result;
            lock (world.gate) result = world.Commit(number, commit);
            await Task.Yield();
            return mishap is null ? result : new(mishap.Answer);
        }

        public async Task<ImmutableArray<CommitResult>> CommitMany(ImmutableArray<ContactCommit> commits)
        {
            var results = ImmutableArray.CreateBuilder<CommitResult>();
            foreach (var commit in commits) results.Add(await Commit(world.Twist is { } twist ? Twisted(commit, twist) : commit));
            return results.ToImmutable();
        }

        private ContactCommit Twisted(ContactCommit commit, Func<Profile?, Profile, Profile> twist) => commit with
        {
            Steps = [.. commit.Steps.Select(step => step with { Profile = twist(world.rows.GetValueOrDefault(commit.Contact)?.Profile, step.Profile!) })],
        };

        public Task<ImmutableArray<Sightings>> Seen(ImmutableArray<Guid> contacts) => Task.FromResult(ImmutableArray.CreateRange(contacts, _ => default(Sightings)));

        public async Task<ImmutableArray<long>> Messages(Guid contact)
        {
            await Task.Yield();
            lock (world.gate) return [.. world.Held(contact).OrderBy(row => row.Step.At.Ms).ThenBy(row => row.Position).Select(row => row.Position)];
        }
    }

    private CommitResult Commit(int partition, ContactCommit commit)
    {
        var row = rows.GetValueOrDefault(commit.Contact);
        if (Refusal(row, commit) is { } refusal) return refusal;
        var profile = commit.Steps.LastOrDefault(step => step.Profile is not null)?.Profile;
        var version = commit.Version + (profile is null ? 0 : 1);
        var state = commit.CloseInto is not null ? ContactState.Merging : commit.Steps[^1].Kind == StepKind.Erase ? ContactState.Erased : ContactState.Live;
        var slot = row?.Slot ?? rows.Count;
        rows[commit.Contact] = new("main", commit.Book, commit.Contact, row?.Partition ?? partition, slot, version, state, commit.CloseInto, profile ?? row!.Profile);
        foreach (var step in commit.Steps) log.Add(new(partition, log.Count + 1, commit.Contact, step));
        if (commit.Absorbs is { } absorption) Absorb(commit.Contact, absorption);
        if (state == ContactState.Erased) Erase(commit);
        foreach (var forgotten in commit.Steps.Where(step => step.Kind == StepKind.Forget))
            foreach (var message in Held(commit.Contact).Where(message => message.Step.MessageId == forgotten.MessageId).ToArray()) message.IsWiped = true;
        Claim(commit);
        // What the profile says and what the store holds must be the same, or nobody could ever be found again.
        if (state != ContactState.Merging)
            Assert.True(IdentitySet.Of(rows[commit.Contact].Profile).Where(Keeps).ToHashSet().SetEquals(IdentitiesOf(commit.Contact)), "identities differ from the profile's");
        return new(CommitStatus.Committed, slot, version, log.Count, []);
    }

    private CommitResult? Refusal(StoredContact? row, ContactCommit commit)
    {
        if (row is null && commit.Version != 0 || row is { State: ContactState.Erased }) return new(CommitStatus.Gone);
        if (row is { State: ContactState.Merging or ContactState.Merged }) return new(CommitStatus.Moved, Other: row.MergedInto);
        if ((row?.Version ?? 0) != commit.Version || (row?.Slot ?? -1) != commit.Slot) return new(CommitStatus.Stale);
        var seen = commit.Steps.Select((step, index) => (step, index)).Where(item => item.step is { MessageId: not null } && item.step.Kind != StepKind.Forget)
            .Select(item => (item.index, known: log.FirstOrDefault(held => held.Contact == commit.Contact && held.Step.MessageId == item.step.MessageId)?.Step, item.step))
            .Where(item => item.known is not null || erasedIds.Contains(item.step.MessageId!))
            .Select(item => new SeenMessage(item.index, item.known is null || item.known.BodyHash == item.step.BodyHash)).ToImmutableArray();
        if (!seen.IsEmpty) return new(CommitStatus.SeenBefore, Seen: seen);
        if (commit.CloseInto is { } into && (into == commit.Contact || rows[into].State != ContactState.Live)) return new(CommitStatus.Gone);
        if (commit.Absorbs is { } absorption && (rows[absorption.Contact].State != ContactState.Merging || Survivor(absorption.Contact) != commit.Contact))
            return new(CommitStatus.Gone);
        foreach (var claim in commit.Claims.Where(claim => claim.IsKey))
            if (keys.TryGetValue((commit.Book, claim), out var holder) && Survivor(holder) is { } owner && owner != commit.Contact) return new(CommitStatus.KeyTaken, Other: owner);
        return null;
    }

    private void Claim(ContactCommit commit)
    {
        foreach (var released in commit.Releases)
        {
            if (released.IsKey && keys.GetValueOrDefault((commit.Book, released)) == commit.Contact) keys.Remove((commit.Book, released));
            addresses.RemoveAll(held => held == (released, commit.Contact));
        }
        foreach (var claim in commit.Claims.Where(Keeps))
        {
            if (claim.IsKey) keys[(commit.Book, claim)] = commit.Contact;
            else if (!addresses.Contains((claim, commit.Contact))) addresses.Add((claim, commit.Contact));
        }
    }

    private void Absorb(Guid survivor, Absorption absorption)
    {
        foreach (var key in keys.Where(held => held.Value == absorption.Contact).Select(held => held.Key).ToArray()) keys[key] = survivor;
        foreach (var held in addresses.Where(held => held.Contact == absorption.Contact).ToArray())
        {
            addresses.Remove(held);
            if (!addresses.Contains((held.Address, survivor))) addresses.Add((held.Address, survivor));
        }
        foreach (var row in log.Where(row => row.Partition == absorption.Partition && absorption.Positions.Contains(row.Position))) row.IsWiped = true;
        var absorbed = rows[absorption.Contact];
        rows[absorbed.Id] = absorbed with { State = ContactState.Merged, Version = absorbed.Version + 1, MergedInto = survivor, Profile = Profile.Empty };
    }

    private void Erase(ContactCommit commit)
    {
        foreach (var row in Held(commit.Contact).ToArray())
        {
            row.IsWiped = true;
            erasedIds.Add(row.Step.MessageId!);
        }
        if (commit.Suppress) suppressed.UnionWith(IdentitiesOf(commit.Contact).Select(identity => (commit.Book, identity)));
    }

    private IEnumerable<Identity> IdentitiesOf(Guid contact) =>
        keys.Where(held => held.Value == contact).Select(held => held.Key.Key).Concat(addresses.Where(held => held.Contact == contact).Select(held => held.Address));
}
