using System.Text.Json.Nodes;
using Contacts;
using Contacts.Stored;
using Contracts;

namespace Tests.Membership;

/// <summary>An import is taken back, as if it had never been, but for what others wrote since.</summary>
public sealed class UndoImportTests
{
    [Fact]
    public async Task What_stood_before_stands_again_with_who_wrote_it_and_when()
    {
        await using var world = await World.Open();
        await world.Upsert("""{"externalId":"old","emails":[{"value":"old@example.org","label":"Work"}],"firstName":"Ann","company":"Acme","stage":"Lead","tags":["kept"],"subscribed":true,"sources":["web"],"customFields":{}}""");
        await world.Ingest("""{"type":"identify","userId":"old","messageId":"m1","timestamp":"2026-01-01T00:00:00Z","traits":{"Plan":"free","phone":"+32470123456"}}""");
        var before = await Profile(world, "externalId:old");
        world.Clock.Advance(TimeSpan.FromHours(1));
        var import = await Import(world, """
            External ID,Email,Other Email,First Name,Last Name,Company,Plan,Stage,Tags,Phone,Source,Unsubscribed,Birthday,Anonymous ID
            old,old@example.org,second@example.org,Anna,Doe,Umbrella,premium,Active,"kept, new",+32470123456,file,true,1990-02-28,a1
            """);
        Assert.NotEqual(before.Values["company"].Json, (await Profile(world, "externalId:old")).Values["company"].Json);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.Door.Send(new PatchContact(World.Admin, "externalId:old", World.Json("""{"lastName":"Smith"}"""), null));
        var undone = await Undo(world, import);

        Assert.Equal(("undone", 0, 1, 0), (undone.Status, undone.Undo!.Erased, undone.Undo.Reverted, undone.Undo.Left));
        var after = await Profile(world, "externalId:old");
        Assert.Equal("\"Smith\"", after.Values["lastName"].Json);
        Assert.Equal(Shown(before), Shown(after with { Values = after.Values.Remove("lastName") }));
        Assert.Equal(before.Values["company"].Stamp, after.Values["company"].Stamp);
        Assert.Empty(await world.Members((await LastImport(world)).Id));
    }

    [Fact]
    public async Task Whom_it_made_is_erased_unless_somebody_else_knows_of_him()
    {
        await using var world = await World.Open();
        var import = await Import(world, """
            External ID,Email,Plan
            alone,alone@example.org,a
            tagged,tagged@example.org,b
            heard,heard@example.org,c
            changed,changed@example.org,d
            gone,gone@example.org,e
            """);
        await world.Door.Send(new TagContact(World.Admin, "externalId:tagged", "vip", true));
        await world.Ingest("""{"type":"track","userId":"heard","event":"Opened","messageId":"m1"}""");
        await world.Upsert("""{"externalId":"changed","traits":{"Plan":"mine"}}""");
        await world.Door.Send(new EraseContact(World.Admin, "externalId:gone", false));
        world.Clock.Advance(TimeSpan.FromHours(1));
        var undone = await Undo(world, import);

        Assert.Equal((1, 2, 1), (undone.Undo!.Erased, undone.Undo.Reverted, undone.Undo.Left));
        await Assert.ThrowsAsync<Refusal>(() => Profile(world, "email:alone@example.org"));
        foreach (var name in (string[])["tagged", "heard"])
            Assert.Equal((name, false), ((await Profile(world, $"email:{name}@example.org")).ExternalId, (await Profile(world, $"externalId:{name}")).Has("trait.Plan")));
        Assert.Equal("\"mine\"", (await Profile(world, "externalId:changed")).Values["trait.Plan"].Json);
        Assert.Equal("undone", (await world.Door.Send(new UndoImport(World.Admin, import))).Status);
        // He may come again, and is another.
        Assert.Equal(1, (await world.Door.Send(new GetImport(World.Admin, await Import(world, "External ID,Email\nalone,alone@example.org\n")))).Created);
    }

    [Fact]
    public async Task Any_book_is_after_an_undo_as_it_was_before_the_import()
    {
        var random = new Random(int.TryParse(Environment.GetEnvironmentVariable("UNDO_SEED"), out var seed) ? seed : 11);
        for (var round = int.TryParse(Environment.GetEnvironmentVariable("UNDO_ROUNDS"), out var given) ? given : 2; round > 0; round--)
        {
            await using var world = await World.Open();
            for (var i = 0; i < 40; i++)
            {
                // Of one instant a history keeps one value: each write has its own.
                await world.Upsert(Body(random).ToJsonString());
                world.Clock.Advance(TimeSpan.FromMinutes(1));
                if (random.Next(3) == 0) await world.Ingest($$$"""{"type":"identify","userId":"x{{{random.Next(12)}}}","messageId":"m{{{i}}}","traits":{"Plan":"{{{random.Next(3)}}}","email":"p{{{random.Next(12)}}}@example.org"}}""");
                world.Clock.Advance(TimeSpan.FromMinutes(1 + random.Next(3)));
            }
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            await Import(world, File(random, 20));
            var before = await Everybody(world);
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            var import = await Import(world, File(random, 60));
            var undone = await Undo(world, import);
            var after = await Everybody(world);
            foreach (var (id, shown) in before) Assert.True(shown == after.GetValueOrDefault(id), $"wanted {shown}\n\ngot {after.GetValueOrDefault(id)}");
            Assert.Equal(before.Keys, after.Keys);
            var made = (await world.Door.Send(new GetImport(World.Admin, import))).Created;
            Assert.Equal(made, undone.Undo!.Erased);
        }
    }

    [Fact]
    public async Task An_undo_that_was_cut_off_goes_on_and_counts_everybody_once()
    {
        await using var world = await World.Open();
        for (var i = 0; i < 150; i++) await world.Upsert($$"""{"email":"p{{i}}@example.org","firstName":"Ann"}""");
        world.Clock.Advance(TimeSpan.FromHours(1));
        var import = await Import(world, "Email,Plan\n" + string.Concat(Enumerable.Range(0, 600).Select(i => $"p{i}@example.org,premium\n")));
        await world.Door.Send(new UndoImport(World.Admin, import));
        var store = world.Service<IImportStore>();
        foreach (var saves in (int[])[0, 1, 1, 0])
        {
            var run = new ImportRun(
                store, world.Service<IImportFiles>(), world.Service<ChunkWriter>(),
                new UndoRun(new CutOffStore(store, saves), world.Service<IContactStore>(), world.Service<ContactDoor>(), world.Service<RecentRings>(), world.Door, world.Clock, TimeProvider.System),
                world.Service<PullRun>(), world.Service<Departures>(), world.Door, world.Clock);
            var waiting = Assert.Single(await store.Unfinished(default));
            await Assert.ThrowsAsync<TimeoutException>(() => run.Go(waiting, default));
            Assert.Equal("undoing", (await world.Door.Send(new GetImport(World.Admin, import))).Status);
        }
        await world.Restart(gracefully: false);
        await world.Service<ImportRun>().Go(Assert.Single(await world.Service<IImportStore>().Unfinished(default)), default);
        var undone = await world.Door.Send(new GetImport(World.Admin, import));
        Assert.Equal(("undone", 450, 150, 0), (undone.Status, undone.Undo!.Erased, undone.Undo.Reverted, undone.Undo.Left));
        Assert.Equal(150, (await Everybody(world)).Count);
    }

    [Fact]
    public async Task Who_is_merged_into_one_that_the_undo_has_passed_is_undone_there()
    {
        await using var world = await World.Open();
        foreach (var name in (string[])["clean", "marked"]) await world.Upsert($$"""{"externalId":"{{name}}","email":"{{name}}@example.org","company":"Acme"}""");
        world.Clock.Advance(TimeSpan.FromHours(1));
        var import = await Import(world, "Email,Company,Plan\nmarked@example.org,Umbrella,\n" + string.Concat(Enumerable.Range(0, 300).Select(i => $"p{i}@example.org,,premium\n")));
        await world.Door.Send(new UndoImport(World.Admin, import));
        var store = world.Service<IImportStore>();
        var passing = new PassingStore(store, async () =>
        {
            await world.Door.Send(new MergeContact(World.Admin, "email:p298@example.org", "externalId:clean"));
            await world.Door.Send(new MergeContact(World.Admin, "email:p299@example.org", "externalId:marked"));
        });
        var undo = new UndoRun(passing, world.Service<IContactStore>(), world.Service<ContactDoor>(), world.Service<RecentRings>(), world.Door, world.Clock, TimeProvider.System);
        var run = new ImportRun(
            passing, world.Service<IImportFiles>(), world.Service<ChunkWriter>(), undo, world.Service<PullRun>(), world.Service<Departures>(), world.Door, world.Clock);
        await run.Go((await store.Read(World.Admin.Tenant, import, default))!, default);

        Assert.True(passing.HasPassed);
        var undone = await world.Door.Send(new GetImport(World.Admin, import));
        Assert.Equal(("undone", 298, 2), (undone.Status, undone.Undo!.Erased, undone.Undo.Reverted + undone.Undo.Left));
        foreach (var name in (string[])["clean", "marked"])
        {
            var profile = await Profile(world, $"externalId:{name}");
            Assert.Equal((false, "\"Acme\"", 0), (profile.Has("trait.Plan"), profile.Values["company"].Json, profile.Imports.Length));
        }
    }

    [Fact]
    public async Task An_import_that_runs_cannot_be_undone()
    {
        await using var world = await World.Open();
        var waiting = await world.Door.Send(new StartImport(World.Admin, new MemoryStream([.. "email\na@example.org\n"u8])));
        Assert.Equal((409, "import-runs"), await Refused(() => world.Door.Send(new UndoImport(World.Admin, waiting.Id))));
        Assert.Equal((404, "unknown-import"), await Refused(() => world.Door.Send(new UndoImport(World.Admin with { User = "another", Organisation = "o2" }, waiting.Id))));

        static async Task<(int, string)> Refused(Func<Task> order) => await Assert.ThrowsAsync<Refusal>(order) is var refusal ? (refusal.Status, refusal.Type) : default;
    }

    private static async Task<string> Import(World world, string file)
    {
        var started = await world.Door.Send(new StartImport(World.Admin, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(file))));
        await world.Service<ImportRun>().Go((await world.Service<IImportStore>().Read(World.Admin.Tenant, started.Id, default))!, default);
        return started.Id;
    }

    private static async Task<ImportView> Undo(World world, string import)
    {
        Assert.Equal("undoing", (await world.Door.Send(new UndoImport(World.Admin, import))).Status);
        await world.Service<ImportRun>().Go((await world.Service<IImportStore>().Read(World.Admin.Tenant, import, default))!, default);
        return await world.Door.Send(new GetImport(World.Admin, import));
    }

    private static async Task<Profile> Profile(World world, string reference) =>
        (await world.Service<ContactDoor>().Find(World.Admin, reference, null, Use.Read, default)).Profile;

    private static async Task<AudienceView> LastImport(World world) =>
        (await world.Door.Send(new ListAudiences(World.Admin, "lastImport", null, null))).Single();

    private static async Task<SortedDictionary<string, string>> Everybody(World world)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Guid? after = null;
        while (await world.Service<IContactStore>().List(World.Admin.Tenant, World.Book, after, 100, default) is { Length: > 0 } page)
        {
            foreach (var contact in page) all[contact.Id.ToString()] = Shown(contact.Profile);
            after = page[^1].Id;
        }
        return all;
    }

    /// <summary>All that somebody can see of it, and who wrote it when.</summary>
    private static string Shown(Profile profile) => string.Join('\n',
    [
        $"{profile.ExternalId} {string.Join(',', profile.AnonymousIds)} {string.Join(',', profile.Sources)} {string.Join(',', profile.Accounts)} {profile.Archived} {profile.EditedByPerson}",
        .. profile.Emails.Concat(profile.Phones).Select(address => $"{address}"), .. profile.Tags.Select(tag => $"{tag}"), .. profile.Consents.Select(consent => $"{consent}"),
        .. profile.Values.Select(value => $"{value.Key} {value.Value.Json} {value.Value.Stamp} {string.Join(' ', value.Value.Runs())}"), .. profile.Imports.Select(import => $"{import}"),
    ]);

    private static JsonObject Body(Random random)
    {
        var body = new JsonObject { ["email"] = $"p{random.Next(12)}@example.org" };
        if (random.Next(3) == 0) body["externalId"] = $"x{random.Next(12)}";
        if (random.Next(2) == 0) body["firstName"] = $"F{random.Next(3)}";
        if (random.Next(2) == 0) body["traits"] = new JsonObject { ["Plan"] = $"{random.Next(3)}" };
        if (random.Next(2) == 0) body["tags"] = new JsonArray($"t{random.Next(3)}");
        if (random.Next(3) == 0) body["phones"] = new JsonArray($"+3247012345{random.Next(3)}");
        if (random.Next(3) == 0) body["sources"] = new JsonArray($"s{random.Next(3)}");
        if (random.Next(3) == 0) body["consent"] = new JsonObject { ["email"] = random.Next(2) == 0 ? "subscribed" : "unsubscribed" };
        if (random.Next(3) == 0) body["address"] = new JsonObject { ["city"] = $"C{random.Next(3)}" };
        return body;
    }

    private static string File(Random random, int rows) => "Email,External ID,First Name,Plan,Tag,Phone,Source,Unsubscribed,City\n" + string.Concat(Enumerable.Range(0, rows).Select(_ =>
        $"p{random.Next(20)}@example.org,{Any(random, "x", 20)},{Any(random, "F", 4)},{Any(random, "", 4)},{Any(random, "t", 4)},{Any(random, "+3247012345", 4)},{Any(random, "s", 4)},{(random.Next(4) == 0 ? "true" : "")},{Any(random, "C", 4)}\n"));

    private static string Any(Random random, string prefix, int of) => random.Next(3) == 0 ? $"{prefix}{random.Next(of)}" : "";

    /// <summary>Something happens when the walk has come by its first part.</summary>
    private sealed class PassingStore(IImportStore store, Func<Task> happens) : OtherImportStore(store)
    {
        public bool HasPassed { get; private set; }

        public override async Task<bool> Save(StoredImport import, System.Collections.Immutable.ImmutableArray<ImportError> errors, CancellationToken cancel)
        {
            var isGoing = await base.Save(import, errors, cancel);
            if (import.Undo?.After is null || HasPassed) return isGoing;
            HasPassed = true;
            await happens();
            return isGoing;
        }
    }

    /// <summary>The process is gone after so many writes, before the next.</summary>
    private sealed class CutOffStore(IImportStore store, int saves) : OtherImportStore(store)
    {
        private int left = saves;

        public override Task<bool> Save(StoredImport import, System.Collections.Immutable.ImmutableArray<ImportError> errors, CancellationToken cancel) =>
            left-- > 0 ? base.Save(import, errors, cancel) : throw new TimeoutException();
    }
}
