using Contracts;

namespace Tests.Membership;

/// <summary>Audiences into which people are put, without conditions.</summary>
public sealed class StaticAudienceTests
{
    [Fact]
    public async Task Who_is_put_in_is_in_until_taken_out_archived_or_erased_and_nobody_else_is()
    {
        await using var world = await World.Open();
        var picked = await Static(world, "Picked");
        var (ann, bob, cid) = (await Id(world, "ann"), await Id(world, "bob"), await Id(world, "cid"));
        Assert.Empty(await world.Members(picked.Id));
        await Pin(world, picked.Id, $$"""{"in":["{{ann:N}}","{{bob:N}}","{{cid:N}}"]}""");
        Assert.Equal([ann, bob, cid], await world.Members(picked.Id));
        await Pin(world, picked.Id, $$"""{"clear":["{{bob:N}}"]}""");
        await world.Door.Send(new ArchiveContact(World.Admin, "externalId:cid", true));
        Assert.Equal([ann], await world.Members(picked.Id));
        await world.Door.Send(new ArchiveContact(World.Admin, "externalId:cid", false));
        await world.Restart(gracefully: false);
        Assert.Equal([ann, cid], await world.Members(picked.Id));
        Assert.Empty((await world.Door.Send(new VerifyAudience(World.Admin, picked.Id))).Wrong);
        await world.Door.Send(new EraseContact(World.Admin, "externalId:ann", false));
        Assert.Equal([cid], await world.Members(picked.Id));
    }

    [Fact]
    public async Task It_is_explained_by_who_put_somebody_in_or_that_nobody_did()
    {
        await using var world = await World.Open();
        var picked = await Static(world, "Picked");
        var (ann, bob) = (await Id(world, "ann"), await Id(world, "bob"));
        await Pin(world, picked.Id, $$"""{"in":["{{ann:N}}"]}""");
        var (isIn, isOut) = (await Explain(ann), await Explain(bob));
        Assert.Equal((true, "it is pinned in by hand"), (isIn.Member, isIn.Tree.Because));
        Assert.Equal((false, "nobody has put it in"), (isOut.Member, isOut.Tree.Because));
        Assert.Equal(["archived", "pinned"], isIn.Tree.Parts!.Select(part => part.Path));

        Task<ExplainView> Explain(Guid contact) => world.Door.Send(new ExplainAudience(World.Admin, picked.Id, contact));
    }

    [Fact]
    public async Task Others_refer_to_it_and_keep_it_from_being_deleted()
    {
        await using var world = await World.Open();
        var picked = await Static(world, "Picked");
        var (ann, bob) = (await Id(world, "ann"), await Id(world, "bob"));
        var rest = await world.Audience("Rest", $$"""{"exclude":[{"field":"audience.{{picked.Id}}","op":"memberOf"}]}""");
        Assert.Equal([ann, bob], await world.Members(rest.Id));
        await Pin(world, picked.Id, $$"""{"in":["{{ann:N}}"]}""");
        Assert.Equal([bob], await world.Members(rest.Id));
        var refused = await Assert.ThrowsAsync<Refusal>(() => world.Door.Send(new DeleteAudience(World.Admin, picked.Id, null)));
        Assert.Equal("audience-in-use", refused.Type);
    }

    [Fact]
    public async Task It_counts_with_the_custom_ones()
    {
        await using var world = await World.Open(new AudienceLimits(Custom: 2));
        await Static(world, "a");
        await world.Audience("b", """{"match":"all","conditions":[{"field":"tag","op":"exists"}]}""");
        Assert.Equal("too-many-audiences", (await Assert.ThrowsAsync<Refusal>(() => Static(world, "c"))).Type);
    }

    [Fact]
    public async Task A_definition_is_refused_and_the_empty_one_that_it_shows_is_not()
    {
        await using var world = await World.Open();
        var picked = await Static(world, "Picked");
        Assert.Equal("Put in by hand", picked.Sentence);
        foreach (var empty in new[] { "", ""","definition":null""", $""","definition":{picked.Definition}""" })
        {
            var renamed = await world.Door.Send(new ReplaceAudience(World.Admin, picked.Id, World.Json($$"""{"name":"Chosen"{{empty}}}"""), null));
            Assert.Equal(("Chosen", 1, "static"), (renamed.Audience.Name, renamed.Audience.Version, renamed.Audience.Kind));
        }
        const string Vip = """{"match":"all","conditions":[{"field":"tag","op":"equals","value":"vip"}]}""";
        foreach (var refused in new Func<Task>[]
        {
            () => world.Door.Send(new CreateAudience(World.Admin, World.Json($$"""{"name":"x","kind":"static","definition":{{Vip}}}"""))),
            () => world.Door.Send(new CreateAudience(World.Admin, World.Json($$"""{"name":"x","definition":{{picked.Definition}}}"""))),
            () => world.Door.Send(new ReplaceAudience(World.Admin, picked.Id, World.Json($$"""{"name":"x","definition":{{Vip}}}"""), null)),
            () => world.Door.Send(new PreviewAudience(World.Admin, World.Json($$"""{"kind":"static","definition":{{Vip}}}"""))),
            () => world.Door.Send(new PreviewAudience(World.Admin, World.Json($$"""{"audience":"{{picked.Id}}","definition":{{Vip}}}"""))),
            () => world.Door.Send(new CheckDefinition(World.Admin, World.Json($$"""{"kind":"static","text":"tag equals vip"}"""))),
            () => world.Door.Send(new DiffAudience(World.Admin, picked.Id, World.Json($$"""{"definition":{{Vip}}}"""))),
        })
        {
            var refusal = await Assert.ThrowsAsync<Refusal>(refused);
            Assert.Equal(422, refusal.Status);
            Assert.StartsWith("definition", Assert.Single(refusal.Errors!).Key, StringComparison.Ordinal);
        }
        Assert.Equal("Chosen", (await world.Door.Send(new GetAudience(World.Admin, picked.Id))).Name);
    }

    private static async Task<AudienceView> Static(World world, string name)
    {
        var made = (await world.Door.Send(new CreateAudience(World.Admin, World.Json($$"""{"name":"{{name}}","kind":"static"}""")))).Audience;
        return (await world.Door.Send(new SetAudienceStatus(World.Admin, made.Id, "active"))).Audience;
    }

    private static async Task<Guid> Id(World world, string name) => Guid.Parse((await world.Upsert($$"""{"externalId":"{{name}}"}""")).Id);

    private static Task Pin(World world, string audience, string body) => world.Door.Send(new PinMembers(World.Admin, audience, World.Json(body)));
}
