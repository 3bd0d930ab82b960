using System.Collections.Immutable;
using Audiences.Rules;
using Contracts;

namespace Audiences.Partitions;

/// <summary>Reads: each advances to now and catches up with the audience it is asked about, then answers from memory.</summary>
internal sealed partial class PartitionGrain
{
    private const int RowsPerSlice = 4_096;

    // Contacts whose events are read in one piece: some milliseconds.
    private const int TakenInAtOnce = 512;

    private Task _takingIn = Task.CompletedTask;

    public async Task<MembersPart> Members(AudienceSpec spec, Guid? after, int limit)
    {
        var (memory, shard) = await CurrentShard(spec);
        var members = shard.Members
            .Select(slot => memory.Rows[slot])
            .Where(row => after is null || row.Contact.CompareTo(after.Value) > 0)
            .OrderBy(row => row.Contact)
            .Take(limit + 1)
            .Select(row => new Member(row.Contact, row.Tracks[shard].Since, row.Subject.Facts.PinIn(spec.Id)?.Stamp))
            .ToImmutableArray();
        return members.Length > limit
            ? new MembersPart(members[..limit], true, memory.Position)
            : new MembersPart(members, false, memory.Position);
    }

    public async Task<CountPart> Count(AudienceSpec spec)
    {
        var (memory, shard) = await CurrentShard(spec);
        return new CountPart(shard.Members.Count, memory.Position);
    }

    public async Task<MemberPart> Member(AudienceSpec spec, Guid contact)
    {
        var (memory, shard) = await CurrentShard(spec);
        if (memory.Find(contact) is not { State: ContactState.Live } row || !row.IsIn(spec.Book))
            return new MemberPart(false, false, null, null, null);
        var track = row.Tracks[shard];
        return new MemberPart(
            true, track.In, track.In ? track.Since : null, NextFlip(shard, row, memory.Now), row.Subject.Facts.PinIn(spec.Id));
    }

    public async Task<ImmutableArray<PinnedContact>> Pins(AudienceSpec spec, Guid? after, int limit)
    {
        var memory = await CurrentForReader();
        return [.. memory.LiveIn(spec.Book)
            .Where(row => memory.Columns.Pinned.Contains(row.Slot) && (after is null || row.Contact.CompareTo(after.Value) > 0))
            .Select(row => (row.Contact, Pin: row.Subject.Facts.PinIn(spec.Id)))
            .Where(row => row.Pin is not null)
            .OrderBy(row => row.Contact)
            .Take(limit)
            .Select(row => new PinnedContact(row.Contact, row.Pin!.Value))];
    }

    public async Task<ImmutableArray<Guid>> TeamContacts(string team, Guid? after, int limit)
    {
        var memory = await CurrentForReader();
        return [.. memory.LiveIn(Books.OfTeam(team))
            .Where(row => (after is null || row.Contact.CompareTo(after.Value) > 0) && row.Subject.Facts.SeenBy(team) is not null)
            .Select(row => row.Contact).Order().Take(limit)];
    }

    public async Task<ImmutableArray<ContactMembership>> Memberships(Guid contact)
    {
        var memory = await CurrentForReader();
        if (memory.Find(contact) is not { State: ContactState.Live } row)
            return [];
        var memberships = ImmutableArray.CreateBuilder<ContactMembership>();
        foreach (var (shard, track) in row.Tracks)
            if (shard.IsServing)
                memberships.Add(new(shard.Audience.Id, track.In, track.In ? track.Since : null, NextFlip(shard, row, memory.Now)));
        return memberships.DrainToImmutable();
    }

    public async Task<PreviewPart> Preview(string book, string rule, int sample)
    {
        var memory = await CurrentForReader();
        var compiled = rules.Of(rule, book);
        if (memory.IsInColumns(book) && memory.Columns.Ask(compiled.Asked) is { } held)
        {
            if (_takingIn.IsCompleted)
                _takingIn = TakeIn(memory);
            return new PreviewPart(0, []) { Held = held };
        }
        return SampleOf(memory, memory.Meeting(book, compiled, memory.Now), sample);
    }

    /// <summary>Takes in properties of events that were asked for; commits and questions go on meanwhile.</summary>
    private async Task TakeIn(PartitionMemory memory)
    {
        try
        {
            for (var more = true; more && ReferenceEquals(_memory, memory); await Task.Yield())
                // Builds, and other partitions that take in, have their turns between.
                using (await turns.Take())
                    more = memory.Columns.TakeIn(TakenInAtOnce);
        }
        catch (Exception failure)
        {
            memory.Columns.StopTakingIn();
            LogNotTakenIn(memory.Tenant, memory.Number, failure.GetType().FullName!, failure.StackTrace);
        }
    }

    public async Task<ImmutableArray<Guid>> Select(string book, string rule)
    {
        var memory = await CurrentForReader();
        return [.. memory.Meeting(book, rules.Of(rule, book), memory.Now).ToArray().Select(slot => memory.Rows[slot].Contact).Order()];
    }

    public async Task<SurveyPart> Survey(string book, string definition)
    {
        var memory = await CurrentForReader();
        var survey = new BookSurvey(Definition.Stored(definition), CompiledRules.MeIn(book));
        if (memory.InColumns(book) is not { } live || survey.LookAt(memory.Columns, live, memory.Now))
            await LookInSlices(memory, book, subject => survey.Look(subject, memory.Now));
        return SurveyPart.Of(survey);
    }

    public async Task<ImmutableArray<FieldPart>> Fields(string book)
    {
        var memory = await CurrentForReader();
        var fields = new BookFields();
        if (memory.InColumns(book) is not { } live || !fields.LookAt(memory.Columns, live, memory.Now))
            await LookInSlices(memory, book, subject => fields.Look(subject));
        return FieldPart.Of(fields);
    }

    public async Task<VerifyPart> Verify(AudienceSpec spec)
    {
        var (memory, shard) = await SettledShard(spec);
        var wrong = ImmutableArray.CreateBuilder<Guid>();
        foreach (var row in memory.LiveIn(spec.Book))
            if (Rule.Evaluate(shard.Rule!, row.Subject, memory.Now).Holds != shard.Members.Contains(row.Slot) && !_inFlight.ContainsKey(row.Contact))
                wrong.Add(row.Contact);
        return new VerifyPart(memory.LiveIn(spec.Book).Count(), wrong.ToImmutable());
    }

    public async Task<ChangesPart> Changes(AudienceSpec spec, long afterPosition, int afterOffset, int limit, bool expand)
    {
        var (memory, _) = await CurrentShard(spec);
        var through = memory.Position;
        var page = await store.Feed(
            memory.Tenant, memory.Number, spec.Id, afterPosition, afterOffset, through, limit, expand, CancellationToken.None);
        return new ChangesPart(
            [.. page.Items.Select(item => new ChangeItem(
                item.Position, item.Offset, item.Contact, item.Entered, item.At, item.Cause, item.Version, item.Entries.Entered, item.Entries.Left))],
            through, page.Begins);
    }

    public async Task<long> Landed(AudienceSpec spec)
    {
        var (memory, _) = await SettledShard(spec);
        if (_pending.LastOrDefault() is { } last)
            await last.Applied.Task;
        return ReferenceEquals(_memory, memory) ? memory.Position : throw new PartitionNotReadyException();
    }

    /// <summary>The shard that the reader resolved, after this partition has done its part of making it serve.</summary>
    private async Task<(PartitionMemory Memory, Shard Shard)> CurrentShard(AudienceSpec spec)
    {
        await CurrentForReader();
        await Reconcile(spec);
        var memory = await Current();
        return (memory, ServingOf(memory, spec));
    }

    private static Shard ServingOf(PartitionMemory memory, AudienceSpec spec) =>
        memory.Audience(spec.Id)?.Serving is { } serving && serving.Build == spec.Serving?.Number ? serving : throw new SupersededException();

    /// <summary>The same, with everything applied that is due by the memory's own now: commits may have moved it on meanwhile.</summary>
    private async Task<(PartitionMemory Memory, Shard Shard)> SettledShard(AudienceSpec spec)
    {
        var (memory, shard) = await CurrentShard(spec);
        while (memory.Due.Next() is { } due && due <= memory.Now)
            await Advance(memory.Now);
        // A doubt about what was written may have brought a new memory, and another build may serve by now.
        return !ReferenceEquals(_memory, memory) ? throw new PartitionNotReadyException()
            : shard.IsServing ? (memory, shard) : throw new SupersededException();
    }

    private static Instant? NextFlip(Shard shard, ContactRow row, Instant now) =>
        Rule.NextFlip(shard.Rule!, row.Subject, now)?.At;

    /// <summary>Commits go on between the slices: what is looked for need not be of one instant.</summary>
    private static async Task LookInSlices(PartitionMemory memory, string book, Action<Subject> look)
    {
        foreach (var slice in memory.LiveIn(book).ToArray().Chunk(RowsPerSlice))
        {
            foreach (var row in slice)
                if (row.SeenIn(book) is { } subject)
                    look(subject with { Facts = subject.Facts.At(memory.Now) });
            await Task.Yield();
        }
    }
}
