using Contacts.Stored;
using Contracts;

namespace Tests.Storage;

/// <summary>Imports and the errors of their rows.</summary>
public abstract partial class StoreContract
{
    IImportStore Imports => store.Imports;

    [ContractFact]
    public async Task An_import_is_read_as_it_was_written_also_after_a_restart()
    {
        var import = Import("01") with { Status = ImportStatus.Running, Previous = "00" };
        await Imports.Add(import, default);
        import = import with { Counts = new(4096, 4000, 90, 6), Status = ImportStatus.Failed, Failure = "why", EndedAt = new(99) };
        Assert.True(await Imports.Save(import, [new(7, "seven"), new(3, "three")], default));
        await store.Restart();
        var read = (await Imports.Read(Some.Tenant, "01", default))!;
        Assert.Equal(import, read with { Who = import.Who });
        Assert.Equal(import.Who, read.Who with { OwnBooks = import.Who.OwnBooks, OrganisationBooks = import.Who.OrganisationBooks });
        Assert.Null(await Imports.Read("other", "01", default));
        Assert.Equal([new(3, "three"), new(7, "seven")], (await Imports.Errors(Some.Tenant, "01", 0, 10, default)).AsEnumerable());
        Assert.Equal([new(7, "seven")], (await Imports.Errors(Some.Tenant, "01", 3, 10, default)).AsEnumerable());
        Assert.Single(await Imports.Errors(Some.Tenant, "01", 0, 1, default));
    }

    [ContractFact]
    public async Task Imports_are_listed_newest_first_to_whom_they_belong()
    {
        foreach (var id in new[] { "01", "02", "03" }) await Imports.Add(Import(id), default);
        await Imports.Add(Import("04") with { Owner = "user:other" }, default);
        await Imports.Add(Import("05") with { Book = "other" }, default);
        Assert.Equal(["03", "02"], await List(null, 2));
        Assert.Equal(["01"], await List("02", 2));
        Assert.Equal(["04", "03", "02", "01"], await List(null, 9, "user:other"));

        async Task<IEnumerable<string>> List(string? after, int limit, params string[] more) =>
            (await Imports.List(Some.Tenant, Some.Book, ["user:u", .. more], after, limit, default)).Select(import => import.Id);
    }

    [ContractFact]
    public async Task An_import_is_unfinished_until_it_has_been_shown_and_the_last_that_wrote_is_known()
    {
        foreach (var id in new[] { "02", "01", "03" }) await Imports.Add(Import(id), default);
        await Imports.Save(Import("01") with { Status = ImportStatus.Done, Shown = true, Counts = new(1, 1, 0, 0) }, [], default);
        await Imports.Save(Import("02") with { Status = ImportStatus.Done, Counts = new(1, 1, 0, 0) }, [], default);
        await Imports.Save(Import("03") with { Status = ImportStatus.Done, Shown = true, Counts = new(1, 0, 0, 1) }, [], default);
        Assert.Equal(["02"], (await Imports.Unfinished(default)).Select(import => import.Id));
        Assert.Equal("01", await Imports.LastShown(Some.Tenant, Some.Book, "user:u", default));
        Assert.Null(await Imports.LastShown(Some.Tenant, "other", "user:u", default));
        Assert.Null(await Imports.LastShown(Some.Tenant, Some.Book, "user:other", default));
    }

    [ContractFact]
    public async Task Whoever_saves_a_cancelled_import_is_told()
    {
        await Imports.Add(Import("01"), default);
        await Imports.Add(Import("02"), default);
        await Imports.Cancel(Some.Tenant, "01", default);
        Assert.False(await Imports.Save(Import("01"), [], default));
        Assert.True(await Imports.Save(Import("02"), [], default));
    }

    [ContractFact]
    public async Task After_a_pull_that_is_undone_the_next_reads_from_the_beginning()
    {
        var pulled = Import("01") with { Status = ImportStatus.Running, Pull = new("c1", "Ann's book", "book") };
        await Imports.Add(pulled, default);
        await Imports.SavePulled(pulled with { Status = ImportStatus.Done }, [], "cursor", 1, default);
        await Imports.Add(Import("02") with { Status = ImportStatus.Done, Shown = true }, default);
        await Imports.Undo(Some.Tenant, "02", default);
        // Its end has not been told yet: it is not undone, and nothing is forgotten.
        await Imports.Undo(Some.Tenant, "01", default);
        Assert.Equal("cursor", await Imports.Pulled(Some.Tenant, "c1", Some.Book, 1, default));
        await Imports.Save(pulled with { Status = ImportStatus.Done, Shown = true }, [], default);
        Assert.Equal(ImportStatus.Undoing, (await Imports.Undo(Some.Tenant, "01", default))!.Status);
        Assert.Null(await Imports.Pulled(Some.Tenant, "c1", Some.Book, 1, default));
        // A pull that came meanwhile knows how far it is, whoever asks again for what is done.
        await Imports.SavePulled(Import("03") with { Pull = pulled.Pull }, [], "later", 1, default);
        await Imports.Undo(Some.Tenant, "01", default);
        Assert.Equal("later", await Imports.Pulled(Some.Tenant, "c1", Some.Book, 1, default));
    }

    static StoredImport Import(string id) => new(
        id, new(Some.Tenant, "o", "u", "owner", "key-book", Scopes.Write, false, "k"), "user:u", Some.Book, ImportStatus.Queued,
        default, new(1000), null, null, null, Shown: false, "audience");
}
