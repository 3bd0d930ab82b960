using Audiences.Sdk;
using Contacts;
using Contacts.Stored;
using Contracts;

namespace Tests.Membership;

/// <summary>Contacts of a connection come in as those of a file do.</summary>
public sealed class PullTests
{
    [Fact]
    public async Task A_pull_is_an_import_and_a_later_one_brings_only_what_has_changed()
    {
        await using var world = await World.Open();
        await world.Upsert("""{"externalId":"customer-1","email":"ann@example.org","company":"Acme"}""");
        var source = world.Source;
        source.Put("a", Person("ann@example.org", "Ann") with { Traits = new Dictionary<string, TraitValue> { ["vip"] = true, ["since"] = DateTimeOffset.UnixEpoch, ["seats"] = 3m } });
        source.Put("b", Person("bob@example.org", "Bob"));
        source.Put("c", Person("nobody", "Cleo"));
        source.Put("d", new() { FirstName = "Dan" });
        source.Put("e", Person("eve@example.org", "Eve"));
        var first = await Pull(world);

        Assert.Equal(("done", 5, 3, 1, 1, "c1"), (first.Status, first.Rows, first.Created, first.Updated, first.Skipped, first.Connection));
        Assert.Equal((3, "emails[0]: must be an e-mail address"), first.Errors!.Single() is var error ? (error.Row, error.Reason) : default);
        var ann = await Find(world, "email:ann@example.org");
        Assert.Equal(("customer-1", "\"Acme\"", "true", "3"), (ann.ExternalId, ann.Values["company"].Json, ann.Values["trait.vip"].Json, ann.Values["trait.seats"].Json));
        var bob = await Find(world, "email:bob@example.org");
        Assert.Equal(("addressBook", true, "book", "Ann's book", "c1:b"), (bob.Origin, bob.IsImported(), bob.Sources.Single(), bob.Accounts.Single(), bob.AnonymousIds.Single()));
        Assert.Equal($"import:{first.Id}", bob.Values["firstName"].Stamp.By);
        Assert.Empty(world.Service<IImportFiles>().All());

        source.Put("b", Person("robert@example.org", "Robert"));
        source.Delete("e");
        source.Delete("never");
        source.Asked.Clear();
        var second = await Pull(world);
        Assert.Equal("5", source.Asked[0]);
        Assert.Equal((3, 0, 2, 1), (second.Rows, second.Created, second.Updated, second.Skipped));
        Assert.Equal("\"Robert\"", (await Find(world, "email:bob@example.org")).Values["firstName"].Json);
        var eve = await Find(world, "email:eve@example.org");
        Assert.Equal(("book", 0), (eve.Sources.Single(), eve.Accounts.Length));

        source.Asked.Clear();
        Assert.Equal(0, (await Pull(world)).Rows);
        Assert.Equal(8, (await Pull(world, full: true)).Rows);
        Assert.Equal(["8", null, "2", "4", "6"], source.Asked);
        source.Asked.Clear();
        source.Version = 2;
        await Pull(world);
        Assert.Null(source.Asked[0]);
    }

    [Fact]
    public async Task A_pull_that_fails_says_why_and_leaves_nothing_half()
    {
        await using var world = await World.Open();
        for (var i = 0; i < 6; i++) world.Source.Put($"p{i}", Person($"p{i}@example.org", "P"));
        world.Source.Before = cursor => { if (cursor == "4") throw new SourceFailedException("The password has expired."); };
        var failed = await Pull(world);
        Assert.Equal(("failed", "The password has expired.", 0), (failed.Status, failed.Failure, failed.Rows));
        Assert.Empty(world.Service<IImportFiles>().All());
        await Assert.ThrowsAsync<Refusal>(() => Find(world, "email:p0@example.org"));
        world.Source.Before = _ => { };
        Assert.Equal(6, (await Pull(world)).Created);
        Assert.Equal("unknown-connection", (await Assert.ThrowsAsync<Refusal>(() => world.Door.Send(new StartPull(World.Admin, "c2", null, false)))).Type);
    }

    [Fact]
    public async Task A_pull_that_is_cancelled_between_two_pages_takes_nothing_in()
    {
        await using var world = await World.Open();
        for (var i = 0; i < 6; i++) world.Source.Put($"p{i}", Person($"p{i}@example.org", "P"));
        var started = await world.Door.Send(new StartPull(World.Admin, "c1", null, false));
        world.Source.Before = cursor => { if (cursor == "2") world.Service<IImportStore>().Cancel(World.Admin.Tenant, started.Id, default).GetAwaiter().GetResult(); };
        await Run(world, world.Service<IImportStore>(), started.Id);
        var ended = await world.Door.Send(new GetImport(World.Admin, started.Id));
        Assert.Equal(("cancelled", 0), (ended.Status, ended.Rows));
        await Assert.ThrowsAsync<Refusal>(() => Find(world, "email:p0@example.org"));
    }

    [Fact]
    public async Task A_crash_between_any_two_steps_changes_nothing_of_what_comes_in()
    {
        await using var world = await World.Open();
        var (store, crashes) = (world.Service<IImportStore>(), 0);
        for (var i = 0; i < 5; i++) world.Source.Put($"p{i}", Person($"p{i}@example.org", "P"));
        world.Source.Delete("p1");
        var started = await world.Door.Send(new StartPull(World.Admin, "c1", null, false));
        for (var writes = 0; ; writes++, crashes++)
        {
            try
            {
                await Run(world, new CutOffStore(store, writes), started.Id);
                break;
            }
            catch (TimeoutException)
            {
                // Cut off inside a line too.
                if (writes % 2 == 1 && world.Service<IImportFiles>().Open(started.Id) is FileStream { Length: > 40 } whole) await Shorten(whole);
            }
        }
        Assert.InRange(crashes, 5, 20);
        var ended = await world.Door.Send(new GetImport(World.Admin, started.Id));
        Assert.Equal(("done", 6, 5, 1), (ended.Status, ended.Rows, ended.Created, ended.Updated));
        Assert.Equal(5, (await store.List(World.Admin.Tenant, World.Book, ["user:u"], null, 10, default)).Single().Counts.Created);
        Assert.Empty((await Find(world, "email:p1@example.org")).Accounts);
        Assert.Equal(0, (await Pull(world)).Rows);

        Assert.Equal("undoing", (await world.Door.Send(new UndoImport(World.Admin, started.Id))).Status);
        await Run(world, store, started.Id);
        Assert.Equal(5, (await world.Door.Send(new GetImport(World.Admin, started.Id))).Undo!.Erased);
    }

    private static Contact Person(string email, string name) => new() { Emails = [email], FirstName = name };

    private static async Task<Profile> Find(World world, string reference) =>
        (await world.Service<ContactDoor>().Find(World.Admin, reference, null, Use.Read, default)).Profile;

    private static async Task<ImportView> Pull(World world, bool full = false)
    {
        var started = await world.Door.Send(new StartPull(World.Admin, "c1", null, full));
        await Run(world, world.Service<IImportStore>(), started.Id);
        return await world.Door.Send(new GetImport(World.Admin, started.Id));
    }

    private static async Task Run(World world, IImportStore store, string id)
    {
        var files = world.Service<IImportFiles>();
        var run = new ImportRun(
            store, files, world.Service<ChunkWriter>(), world.Service<UndoRun>(), new PullRun(store, files, world.Source, world.Door),
            world.Service<Departures>(), world.Door, world.Clock);
        await run.Go((await world.Service<IImportStore>().Read(World.Admin.Tenant, id, default))!, default);
    }

    private static async Task Shorten(FileStream file)
    {
        var path = file.Name;
        await file.DisposeAsync();
        await using var writable = new FileStream(path, FileMode.Open);
        writable.SetLength(writable.Length - 10);
    }

    /// <summary>The process is gone after so many writes, before the next.</summary>
    private sealed class CutOffStore(IImportStore store, int writes) : OtherImportStore(store)
    {
        private int left = writes;

        public override Task<bool> Save(StoredImport import, System.Collections.Immutable.ImmutableArray<ImportError> errors, CancellationToken cancel) =>
            left-- > 0 ? base.Save(import, errors, cancel) : throw new TimeoutException();

        public override Task SavePulled(
            StoredImport import, System.Collections.Immutable.ImmutableArray<ImportError> errors, string? cursor, long version, CancellationToken cancel) =>
            left-- > 0 ? base.SavePulled(import, errors, cursor, version, cancel) : throw new TimeoutException();
    }
}
