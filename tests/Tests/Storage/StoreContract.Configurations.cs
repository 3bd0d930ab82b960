using Accounts.Stored;
using Contracts;
using Host.Storage;

namespace Tests.Storage;

public abstract partial class StoreContract
{
    static readonly CustomField Size = new("size", "Size", CustomFieldKind.PickOne, [new("s", "Small")], null, ["Buyer"], ["Lead"]) { Section = "body" };

    static readonly Configuration Own = new(
        Organising.Default with
        {
            Steps = [new("Lead", "Buyer", [new("call", "Call", 3, "hello"), new("visit", "Visit", null, null)])],
            RefusesOthers = true,
            Replacing = [new("stage", "Hot", "Active", "user:admin")],
        },
        [new("body", "Measures")], [Size]);

    [ContractFact]
    public async Task A_configuration_comes_back_whole_for_all_books_of_its_organisation_and_for_no_other()
    {
        await Founded();
        Assert.Equal(1, (await store.Configurations.Read("main", "acme", default)).Version);
        Assert.Equal(Text(Configuration.Default), Text(await store.Configurations.OfBook("main", "user:ann", default)));
        await store.People.AddTeam(new("main", "t1", "acme", "Team", ["ann"], new(7)), Audited("team.made"), default);
        var written = await store.Configurations.Change("main", "acme", _ => Own, Audited("configuration.changed"), default);
        Assert.Equal(2, written.Version);

        await store.Restart();
        Assert.Equal(Text(Own with { Version = 2 }), Text(await store.Configurations.Read("main", "acme", default)));
        foreach (var book in new[] { "organisation:acme", "user:admin", "user:ann", "team:t1" })
            Assert.Equal(Text(Own with { Version = 2, Fields = [] }), Text(await store.Configurations.OfBook("main", book, default)));
        Assert.Single(await store.CustomFields.OfBook("main", "team:t1", default));
        foreach (var (tenant, book) in new[] { ("main", "organisation:other"), ("main", "nobody's"), ("main", "team:t2"), ("t2", "user:ann"), ("t2", "team:t1") })
            Assert.Equal(Text(Configuration.Default), Text(await store.Configurations.OfBook(tenant, book, default)));
        Assert.Equal(["organisation:acme", "team:t1", "user:admin", "user:ann"], (await store.Configurations.Books("main", "acme", default)).AsEnumerable());
        Assert.Equal(["organisation:other"], (await store.Configurations.Books("main", "other", default)).AsEnumerable());
        Assert.Equal("configuration.changed", (await store.People.Audit("main", 0, 100, default))[^1].What);
    }

    [ContractFact]
    public async Task A_change_is_decided_about_what_there_is_and_who_decides_for_nothing_writes_nothing()
    {
        await Founded();
        await store.Configurations.Change("main", "acme", _ => Own, null, default);
        Assert.Equal([("main", "acme")], (await store.Configurations.Replacing(default)).AsEnumerable());
        var held = await store.Configurations.Change("main", "acme", _ => null, Audited("no"), default);
        Assert.Equal(2, held.Version);
        Assert.DoesNotContain(await store.People.Audit("main", 0, 100, default), item => item.What is "no");

        Assert.Single((await store.Configurations.OfBook("main", "user:ann", default)).Organising.Replacing);
        var ended = await store.Configurations.Change(
            "main", "acme", now => now with { Organising = now.Organising with { Replacing = [] }, Fields = [] }, null, default);
        Assert.Equal(3, ended.Version);
        Assert.Empty(await store.Configurations.Replacing(default));
        Assert.Empty(await store.CustomFields.OfBook("main", "user:ann", default));
        // The version that was read last is not the one there is.
        Assert.Empty((await store.Configurations.OfBook("main", "user:ann", default)).Organising.Replacing);
    }

    [ContractFact]
    public async Task A_custom_field_written_by_itself_is_the_next_version_and_stands_under_a_section_that_is_there()
    {
        await Founded();
        Assert.Equal(FieldWritten.HasUnknownSection, await store.CustomFields.Put("main", "acme", Size, default));
        Assert.Equal(FieldWritten.Made, await store.CustomFields.Put("main", "acme", Size with { Section = null }, default));
        Assert.Equal(Text(Configuration.Default with { Version = 2, Fields = [Size with { Section = null }] }), Text(await store.Configurations.Read("main", "acme", default)));
        await store.Configurations.Change("main", "acme", held => held with { Sections = [new("body", "Measures")] }, null, default);
        Assert.Equal(FieldWritten.Changed, await store.CustomFields.Put("main", "acme", Size, default));
        Assert.Equal(4, (await store.Configurations.OfBook("main", "user:ann", default)).Version);
        Assert.Equal("body", Assert.Single(await store.CustomFields.OfBook("main", "user:ann", default)).Section);
        Assert.True(await store.CustomFields.Remove("main", "acme", "size", default));
        Assert.False(await store.CustomFields.Remove("main", "acme", "size", default));
        Assert.Equal(5, (await store.Configurations.Read("main", "acme", default)).Version);
    }

    async Task Founded()
    {
        await store.Accounts.Found(First, null, null, new(5), default);
        await store.People.AddInvitation(Invitation("i1", 1), Audited("invitation.made"), default);
        await store.People.Accept("i1", User("ann"), Key("k2", "ann", 2), Audited("invitation.accepted"), default);
        await store.People.AddOrganisation(
            new("main", "other", "Other", "organisation:other", new(6)), Invitation("i2", 2) with { Organisation = "other" }, Audited("organisation.made"), default);
    }

    static string Text(Configuration configuration) => $"{configuration.Version} {StoredJson.Write(configuration)}";
}
