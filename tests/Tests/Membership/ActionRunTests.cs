using System.Collections.Immutable;
using Contacts;
using Contacts.Stored;
using Contracts;
using FsCheck;
using FsCheck.Fluent;

namespace Tests.Membership;

/// <summary>Actions on many contacts on the real engine and a real file: what happens between the order and its end.</summary>
public sealed class ActionRunTests
{
    [Fact]
    public async Task Who_is_erased_or_merged_meanwhile_is_told_of_or_reached_as_whom_he_has_become()
    {
        await using var world = await World.Open();
        foreach (var name in (string[])["ann", "bob", "cid"]) await world.Upsert($$"""{"externalId":"{{name}}"}""");
        var job = await Order(world, """{"field":"identified","op":"equals","value":true}""", "tag", "vip");
        var bob = await Id(world, "bob");
        await world.Door.Send(new EraseContact(World.Admin, "externalId:bob", false));
        await world.Door.Send(new MergeContact(World.Admin, "externalId:ann", "externalId:cid"));
        await world.Upsert("""{"externalId":"dee"}""");

        await Run(world);

        var done = await world.Door.Send(new GetJob(World.Admin, job));
        Assert.Equal(("done", 3, 3, 1), (done.Status, done.Done, done.Total, done.ErrorCount));
        Assert.Equal((bob, ContactDoor.Unknown().Message), (Assert.Single(done.Errors!).ContactId, done.Errors![0].Reason));
        Assert.Equal(["vip"], (await world.Door.Send(new GetContact(World.Admin, "externalId:cid"))).Tags);
        Assert.Empty((await world.Door.Send(new GetContact(World.Admin, "externalId:dee"))).Tags);
        Assert.Empty(await world.Service<IJobStore>().Contacts(World.Admin.Tenant, job, 0, default));
    }

    [Fact]
    public async Task Who_is_gone_already_is_erased_as_was_ordered()
    {
        await using var world = await World.Open();
        await world.Upsert("""{"externalId":"ann"}""");
        var job = await Order(world, """{"field":"identified","op":"equals","value":true}""", "erase", null);
        await world.Door.Send(new EraseContact(World.Admin, "externalId:ann", false));
        await Run(world);
        Assert.Equal(("done", 1, 0), await Outcome(world, job));
    }

    [Fact]
    public async Task One_that_is_cancelled_before_it_begins_does_nothing_and_keeps_nobody()
    {
        await using var world = await World.Open();
        await world.Upsert("""{"externalId":"ann"}""");
        var job = await Order(world, """{"field":"identified","op":"equals","value":true}""", "tag", "vip");
        await world.Door.Send(new CancelJob(World.Admin, job));
        await Run(world);
        Assert.Equal(("cancelled", 0, 0), await Outcome(world, job));
        Assert.Empty((await world.Door.Send(new GetContact(World.Admin, "externalId:ann"))).Tags);
        Assert.Empty(await world.Service<IJobStore>().Contacts(World.Admin.Tenant, job, 0, default));
    }

    [Fact]
    public async Task A_book_in_which_a_hundred_wait_takes_no_more()
    {
        await using var world = await World.Open();
        await world.Upsert("""{"externalId":"ann"}""");
        for (var number = 0; number < 100; number++) await Order(world, """{"field":"identified","op":"equals","value":true}""", "tag", "vip");
        var refusal = await Assert.ThrowsAsync<Refusal>(() => Order(world, """{"field":"identified","op":"equals","value":true}""", "tag", "vip"));
        Assert.Equal((429, "too-many-jobs"), (refusal.Status, refusal.Type));
    }

    /// <summary>
    /// Crashes at random writes of the job, before them or after; people come, go and are changed between. Each who was meant has the tag
    /// by exactly one change, nobody else has it, and each is counted once.
    /// </summary>
    [Fact]
    public void However_often_it_is_interrupted_everybody_is_reached_once()
    {
        var lives =
            from people in Gen.Choose(0, 40)
            from chunk in Gen.Choose(1, 12)
            from crashes in Gen.Choose(0, 14).ListOf()
            from erased in Gen.Choose(0, 39).ListOf()
            select (people, chunk, crashes: crashes.Take(5).ToArray(), erased: erased.Take(3).Distinct().ToArray());
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(12),
            Prop.ForAll(lives.ToArbitrary(), life => Live(life.people, life.chunk, life.crashes, life.erased).GetAwaiter().GetResult()));
    }

    private static async Task Live(int people, int chunk, int[] crashes, int[] erased)
    {
        await using var world = await World.Open();
        var ids = new List<Guid>();
        for (var number = 0; number < people; number++) ids.Add(Guid.Parse((await world.Upsert($$"""{"externalId":"p{{number}}"}""")).Id));
        var audience = await world.Audience("Tagged", """{"match":"all","conditions":[{"field":"tag","op":"equals","value":"vip"}]}""");
        var job = await Add(world, ids, chunk);
        var gone = erased.Where(number => number < people).ToHashSet();
        foreach (var number in gone) await world.Door.Send(new EraseContact(World.Admin, $"externalId:p{number}", false));
        await world.Upsert("""{"externalId":"late"}""");
        foreach (var crash in crashes)
        {
            try
            {
                await Runner(world, new CrashingStore(world.Service<IJobStore>(), crash)).Go((await world.Service<IJobStore>().Read("t", job, default))!, default);
            }
            catch (IOException)
            {
                await world.Restart(gracefully: false);
            }
        }
        await Run(world);
        Assert.Equal(("done", people, gone.Count), await Outcome(world, job));
        var reached = ids.Where((_, number) => !gone.Contains(number)).ToHashSet();
        Assert.Equal(reached, await world.Members(audience.Id));
        var changes = await world.Changes(audience.Id);
        Assert.Equal(reached.Order(), changes.Select(change => change.ContactId!.Value).Order());
        foreach (var id in reached) Assert.Equal(2, (await world.Service<IContactStore>().Read("t", id, default))!.Version);
    }

    /// <summary>As the order writes it, in chunks of that size.</summary>
    private static async Task<string> Add(World world, List<Guid> ids, int chunk)
    {
        var store = world.Service<IJobStore>();
        var (id, first) = (Guid.CreateVersion7().ToString("N"), 0);
        foreach (var part in ids.Chunk(chunk))
        {
            await store.AddContacts("t", id, first, [.. part], default);
            first += part.Length;
        }
        await store.Add(new(id, World.Admin, "user:u", World.Book, "tag", "vip", JobStatus.Queued, ids.Count, 0, 0, world.Clock.Now, null, null), default);
        return id;
    }

    private static async Task<string> Order(World world, string condition, string verb, string? value)
    {
        var definition = World.Json($$"""{"match":"all","conditions":[{{condition}}]}""");
        var given = value is null ? (System.Text.Json.JsonElement?)null : World.Json($"\"{value}\"");
        return (await world.Door.Send(new StartAction(World.Admin, new(null, null, definition, null, verb, given)))).Id;
    }

    private static ActionRun Runner(World world, IJobStore store) => new(
        store, world.Service<IContactStore>(), world.Service<ContactDoor>(), world.Service<Erasing>(), world.Door, world.Clock, TimeProvider.System);

    private static async Task Run(World world)
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var running = world.Door.Send(new RunJobs(), stop.Token);
        while (!(await world.Service<IJobStore>().Unfinished(stop.Token)).IsEmpty) await Task.Yield();
        await stop.CancelAsync();
        await running;
    }

    /// <summary>Status, done and errors.</summary>
    private static async Task<(string, int, int)> Outcome(World world, string job) =>
        await world.Door.Send(new GetJob(World.Admin, job)) is var shown ? (shown.Status, shown.Done, shown.ErrorCount) : default;

    private static async Task<Guid> Id(World world, string name) =>
        Guid.Parse((await world.Door.Send(new GetContact(World.Admin, $"externalId:{name}"))).Id);

    /// <summary>The process dies at one of the job's writes, which is written if its number is odd.</summary>
    private sealed class CrashingStore(IJobStore store, int at) : IJobStore
    {
        private int saves;

        public async Task<bool> Save(StoredJob job, ImmutableArray<JobError> errors, CancellationToken cancel)
        {
            var isLast = saves++ == at;
            if (isLast && at % 2 == 0) throw new IOException("crash");
            var isWanted = await store.Save(job, errors, cancel);
            return isLast ? throw new IOException("crash") : isWanted;
        }

        public Task AddContacts(string tenant, string id, int first, ImmutableArray<Guid> contacts, CancellationToken cancel) => throw new NotSupportedException();

        public Task Add(StoredJob job, CancellationToken cancel) => throw new NotSupportedException();

        public Task RemoveOrphans(CancellationToken cancel) => throw new NotSupportedException();

        public Task<StoredJob?> Read(string tenant, string id, CancellationToken cancel) => throw new NotSupportedException();

        public Task<ImmutableArray<StoredJob>> List(string tenant, string book, string owner, string? after, int limit, CancellationToken cancel) =>
            throw new NotSupportedException();

        public Task<ImmutableArray<StoredJob>> Unfinished(CancellationToken cancel) => throw new NotSupportedException();

        public Task<ImmutableArray<Guid>> Contacts(string tenant, string id, int first, CancellationToken cancel) => store.Contacts(tenant, id, first, cancel);

        public Task Cancel(string tenant, string id, CancellationToken cancel) => throw new NotSupportedException();

        public Task<ImmutableArray<JobError>> Errors(string tenant, string id, int limit, CancellationToken cancel) => throw new NotSupportedException();
    }
}
