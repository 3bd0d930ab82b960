using Contacts;
using Contacts.Stored;
using Contracts;

namespace Tests.Membership;

/// <summary>"Last People Import" on the real engine and a real file: when it changes, and what it survives.</summary>
public sealed class LastImportTests
{
    private static readonly Instant Begin = new(1_767_268_800_000);

    [Fact]
    public async Task It_stays_as_it_is_while_the_next_import_runs_and_is_replaced_as_a_whole_at_its_end()
    {
        await using var world = await World.Open();
        var first = Number(1);
        await Write(world, first, null, "ann", "bob");
        await Show(world, first);
        var audience = await Only(world);
        var (ann, bob) = (await Id(world, "ann"), await Id(world, "bob"));
        Assert.Equal([ann, bob], await world.Members(audience.Id));

        var second = Number(2);
        await Write(world, second, first, "bob", "cid");
        Assert.Equal([ann, bob], await world.Members(audience.Id));
        await Show(world, second);
        var cid = await Id(world, "cid");
        Assert.Equal([bob, cid], await world.Members(audience.Id));

        var changes = await world.Changes(audience.Id);
        Assert.Equal(["entered", "entered", "entered", "left"], changes.Select(change => change.Change).Order());
        Assert.All(changes, change => Assert.Equal("imported", change.Cause));
        Assert.Equal((ann, 2), (changes.Single(change => change.Change == "left").ContactId, (await Only(world)).Version));
        await world.Restart(gracefully: false);
        Assert.Equal([bob, cid], await world.Members(audience.Id));
        Assert.Empty((await world.Door.Send(new VerifyAudience(World.Admin, audience.Id))).Wrong);
    }

    [Fact]
    public async Task Shown_again_after_a_crash_it_is_as_it_was()
    {
        await using var world = await World.Open();
        await Write(world, Number(1), null, "ann");
        await Show(world, Number(1));
        var before = await Only(world);
        await world.Restart(gracefully: false);
        await Show(world, Number(1));
        Assert.Equal((before.Id, before.Version, before.Revision), ((await Only(world)).Id, (await Only(world)).Version, (await Only(world)).Revision));
        Assert.Single(await world.Changes(before.Id));
    }

    [Fact]
    public async Task An_import_that_ended_just_before_a_crash_is_shown_by_the_next_start()
    {
        await using var world = await World.Open();
        await Write(world, Number(1), null, "ann");
        var ended = new StoredImport(
            Number(1), World.Admin, "user:u", World.Book, ImportStatus.Done, new(1, 1, 0, 0), Begin, Begin, null, null, Shown: false);
        await world.Service<IImportStore>().Add(ended, default);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var running = world.Door.Send(new RunJobs(), stop.Token);
        while (!(await world.Service<IImportStore>().Unfinished(stop.Token)).IsEmpty) await Task.Yield();
        await stop.CancelAsync();
        await running;
        Assert.Equal([await Id(world, "ann")], await world.Members((await Only(world)).Id));
    }

    [Fact]
    public async Task A_name_that_is_taken_gets_a_number_and_its_kind_is_not_limited()
    {
        await using var world = await World.Open();
        await world.Audience("last people IMPORT", """{"match":"all","conditions":[{"field":"email","op":"exists"}]}""");
        await Show(world, Number(1));
        Assert.Equal("Last People Import 2", (await Only(world)).Name);
        var ofTwoBooks = World.Admin with { OwnBooks = [World.Book, "another-book"] };
        await world.Door.Send(new ShowLastImport(ofTwoBooks, "another-book", Number(1)));
        var shown = await world.Door.Send(new ListAudiences(ofTwoBooks, "lastImport", null, null));
        Assert.Equal(["Last People Import 2", "Last People Import 3"], shown.Select(audience => audience.Name).Order());
        Assert.Single(await All(world));
    }

    [Fact]
    public async Task Files_that_nobody_waits_for_are_removed_at_the_start()
    {
        await using var world = await World.Open();
        var files = world.Service<IImportFiles>();
        await files.Save("orphan", new MemoryStream([1]), default);
        await files.Save(Number(1), new MemoryStream([1]), default);
        await world.Service<IImportStore>().Add(
            new(Number(1), World.Admin, "user:u", World.Book, ImportStatus.Running, default, Begin, null, null, null, Shown: false), default);
        await world.Door.Send(new RemoveOrphans());
        Assert.Equal([Number(1)], files.All());
    }

    private static string Number(int number) => $"{number:D12}70008000000000000000";

    private static Task Show(World world, string import) => world.Door.Send(new ShowLastImport(World.Admin, World.Book, import));

    private static async Task<AudienceView> Only(World world) => Assert.Single(await All(world));

    private static Task<IReadOnlyList<AudienceView>> All(World world) => world.Door.Send(new ListAudiences(World.Admin, "lastImport", null, null));

    private static async Task<Guid> Id(World world, string name) =>
        Guid.Parse((await world.Door.Send(new GetContact(World.Admin, $"email:{name}@example.org"))).Id);

    private static async Task Write(World world, string import, string? previous, params string[] names)
    {
        var write = new ImportWrite(World.Admin, World.Book, new(world.Clock.Now, $"import:{import}", "file", null), new("user:u", import, previous));
        var rows = names.Select((name, index) => new ImportRow(
            index + 1, ImportIds.Of(Guid.ParseExact(import, "N"), index + 1), World.Json($$"""{"emails":["{{name}}@example.org"]}""")));
        await world.Service<ChunkWriter>().Write(write, [.. rows], CancellationToken.None);
    }
}
