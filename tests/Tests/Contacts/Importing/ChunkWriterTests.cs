using Contacts;
using Contracts;
using Tests.Support;

namespace Tests.Contacts;

/// <summary>Rows on contacts: what is made, what is found, what is refused, and what a second time changes.</summary>
public sealed class ChunkWriterTests
{
    private static readonly Guid Import = Guid.CreateVersion7();
    private readonly World world = new();

    [Fact]
    public async Task Rows_make_contacts_find_them_and_keep_the_order_of_one_persons_rows()
    {
        await world.Upsert("{'email':'old@example.org','firstName':'Old'}");
        var fates = await Write("{'emails':['a@example.org'],'firstName':'A'}", "{'emails':['old@example.org'],'firstName':'New'}",
            "{'emails':['A@example.org'],'firstName':'B'}", "{'firstName':'Nobody'}");
        Assert.Equal([RowResult.Created, RowResult.Updated, RowResult.Updated, RowResult.Created], fates.Select(fate => fate.Result));
        Assert.Equal("B", (await world.Find("email:a@example.org")).Profile.Text("firstName"));
        var old = (await world.Find("email:old@example.org")).Profile;
        Assert.Equal(("New", "api"), (old.Text("firstName"), old.Origin));
        Assert.Equal("file", (await world.Find("email:a@example.org")).Profile.Origin);
        Assert.Equal(3, world.Live.Count);
    }

    [Fact]
    public async Task Rows_that_are_written_again_after_a_crash_have_the_same_fates_and_make_nobody_twice()
    {
        string[] rows = ["{'emails':['a@example.org']}", "{'firstName':'Nobody'}", "{'emails':['a@example.org'],'tags':['x']}"];
        var first = await Write(rows);
        world.Crash();
        Assert.Equal(first, await Write(rows));
        Assert.Equal(2, world.Live.Count);
    }

    [Fact]
    public async Task Rows_that_are_written_again_leave_what_people_have_changed_since()
    {
        string[] rows = ["{'externalId':'ann','firstName':'Ann','tags':['x'],'traits':{'plan':'free'}}"];
        await Write(rows);
        var ann = await world.Find("externalId:ann");
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.Upsert("{'externalId':'ann','firstName':'Anna'}");
        world.Crash();
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await Write(rows);
        var after = await world.Find("externalId:ann");
        Assert.Equal(("Anna", ann.Version + 1), (after.Profile.Text("firstName"), after.Version));
    }

    [Fact]
    public async Task Everybody_is_put_into_the_imports_audience_and_who_is_taken_out_since_stays_out_when_rows_come_again()
    {
        foreach (var name in (string[])["old", "out"]) await world.Upsert($"{{'externalId':'{name}'}}");
        await Pin(EditKind.PinOut, "out");
        string[] rows = ["{'externalId':'old'}", "{'externalId':'out'}", "{'externalId':'new'}", "{'firstName':'Nobody'}", "{'externalId':'taken'}"];
        await WriteInto("fair", rows);
        Assert.All(world.Live, contact => Assert.True(contact.Profile.Pins["fair"].In));
        Assert.Equal((5, "import:1"), (world.Live.Count, (await world.Find("externalId:new")).Profile.Pins["fair"].Stamp.By));
        await Pin(EditKind.Unpin, "taken");
        await Pin(EditKind.PinOut, "old");
        world.Crash();
        await WriteInto("fair", rows);
        Assert.Empty((await world.Find("externalId:taken")).Profile.Pins);
        Assert.False((await world.Find("externalId:old")).Profile.Pins["fair"].In);
        Assert.Equal(5, world.Live.Count);

        async Task Pin(EditKind kind, string name) => await world.Door.Order(await world.Find($"externalId:{name}"), grain => grain.Edit(
            new("organisation:main", new(kind, "fair", world.Door.Stamp(Some.Key()), null), null, null)));
    }

    [Fact]
    public async Task A_row_that_is_written_again_is_not_led_astray_by_those_after_it()
    {
        await world.Upsert("{'externalId':'e1','email':'a@example.org'}");
        string[] rows = ["{'email':'a@example.org','firstName':'A'}", "{'externalId':'e2','email':'a@example.org'}"];
        var first = await Write(rows);
        world.Crash();
        Assert.Equal(first, await Write(rows));
        Assert.Equal(2, world.Live.Count);
    }

    [Fact]
    public async Task A_row_whose_contact_was_merged_since_counts_as_before_and_one_whose_contact_was_erased_is_refused()
    {
        var ann = await world.Upsert("{'externalId':'ann'}");
        await Write("{'firstName':'Merged'}", "{'firstName':'Erased'}");
        await world.Merge(ImportIds.Of(Import, 1), ann.Id);
        await world.Door.Order(world[ImportIds.Of(Import, 2)], grain => grain.Erase(false));
        var again = await Write("{'firstName':'Merged'}", "{'firstName':'Erased'}");
        Assert.Equal([RowResult.Created, RowResult.Refused], again.Select(fate => fate.Result));
        Assert.Single(world.Live);
    }

    [Fact]
    public async Task Overload_and_loading_are_waited_out_and_are_no_error_of_a_row()
    {
        var trouble = new Queue<Mishap>([new(CommitStatus.Overloaded), new(CommitStatus.NotReady), new(CommitStatus.NotReady, Written: true)]);
        world.Misfortune = _ => trouble.TryDequeue(out var mishap) ? mishap : null;
        var fate = Assert.Single(await Write("{'emails':['a@example.org']}"));
        Assert.Equal(RowResult.Created, fate.Result);
        Assert.Empty(trouble);
        Assert.Single(world.Live);
    }

    [Fact]
    public async Task Somebody_who_asked_not_to_be_taken_again_is_refused()
    {
        var ann = await world.Upsert("{'email':'a@example.org'}");
        await world.Door.Order(ann, grain => grain.Erase(true));
        world.Crash();
        var fate = Assert.Single(await Write("{'emails':['a@example.org']}"));
        Assert.Equal(RowResult.Refused, fate.Result);
        Assert.DoesNotContain("example.org", fate.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_each_owner_a_contact_keeps_the_import_before_and_the_one_that_runs()
    {
        var profile = Marked(Marked(Marked(Profile.Empty, "user:a", "1", null), "user:b", "2", null), "user:a", "3", "1");
        Assert.Equal([new("user:a", "1", 0), new("user:b", "2", 0), new("user:a", "3", 0)], profile.Imports.AsEnumerable());
        Assert.Equal([new("user:b", "2", 0), new("user:a", "3", 0), new("user:a", "4", 0)], Marked(profile, "user:a", "4", "3").Imports.AsEnumerable());
        Assert.Equal([new("user:b", "2", 0), new("user:a", "5", 0)], Marked(profile, "user:a", "5", null).Imports.AsEnumerable());
        Assert.Equal(3, Joining.Join(profile, profile, Some.Noon).Imports.Length);
    }

    [Fact]
    public void An_edit_by_an_import_is_organized_when_it_tags_and_is_announced_as_imported()
    {
        Assert.True(Marked(Profile.Empty, "user:a", "1", null, "{'tags':['x']}").IsOrganized());
        Assert.False(Marked(Profile.Empty, "user:a", "1", null).IsOrganized());
        Assert.Equal(Cause.Imported, EditFold.Cause(new(EditKind.Import, "{}", default, null), null, Profile.Empty));
    }

    [Fact]
    public void Ids_of_rows_are_different_grow_with_the_row_and_are_those_of_the_import()
    {
        var ids = new[] { 1, 2, 4096, 1_048_575, 1_048_576, 1_048_577, int.MaxValue }.Select(row => ImportIds.Of(Import, row)).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Equal(ids.OrderBy(id => id.ToString("N"), StringComparer.Ordinal), ids);
        Assert.All(ids, id => Assert.Equal((7, Import.ToString("N")[..12]), (id.Version, id.ToString("N")[..12])));
        Assert.NotEqual(ImportIds.Of(Import, 1), ImportIds.Of(Guid.CreateVersion7(), 1));
    }

    private Task<IReadOnlyList<RowFate>> Write(params string[] bodies) => WriteInto(null, bodies);

    private Task<IReadOnlyList<RowFate>> WriteInto(string? audience, params string[] bodies)
    {
        var write = new ImportWrite(
            Some.Key(), "organisation:main", By("1", world.Clock.Now), new("organisation:main", "1", null) { Audience = audience });
        var rows = bodies.Select((body, index) => new ImportRow(index + 1, ImportIds.Of(Import, index + 1), Some.Json(body)));
        var open = new OpenPartitions(world);
        var lane = new BulkLane(world, world.Resolver, open, new(world.Grains, world.Resolver, open));
        return new ChunkWriter(lane, world.Resolver, new(world.Door, world.Resolver), TimeProvider.System).Write(write, [.. rows], CancellationToken.None);
    }

    private static Profile Marked(Profile profile, string owner, string import, string? previous, string body = "{}") =>
        EditFold.Apply(profile, new(EditKind.Import, body.Replace('\'', '"'), By(import, Some.Noon), null, new(owner, import, previous)));

    private static Stamp By(string import, Instant at) => new(at, $"import:{import}", "file", null);
}
