using System.Text.Json;
using Contracts;

namespace Tests.Membership;

/// <summary>A definition looked at before it is saved, in either form; and what audiences are called in what is said of them.</summary>
public sealed class CheckTests
{
    private const string Vip = """{"match":"all","conditions":[{"field":"tag","op":"equals","value":"vip"}]}""";
    private const string Tagged = """{"field":"tag","op":"exists"}""";
    private const string Mine = """{"match":"all","conditions":[{"field":"assignedTo","op":"equals","value":"me"}]}""";

    private static readonly Principal Other = World.Admin with { User = "u2" };

    [Fact]
    public async Task Either_form_is_answered_with_both()
    {
        await using var world = await World.Open();
        var vips = await world.Audience("Our \\\"VIPs\\\"", Vip);

        var written = await Check(world, $$"""{"definition": {"exclude": [ {{Refer(vips)}} ] } }""");
        var read = await Check(world, $$"""{"text":{{JsonSerializer.Serialize(written.Text)}}}""");

        Assert.Equal("everyone, except member of \"Our \\\"VIPs\\\"\"", written.Text);
        Assert.Equal("Everyone, except member of \"Our \"VIPs\"\"", written.Sentence);
        Assert.Equal((written.Definition.GetRawText(), written.Text, written.Sentence), (read.Definition.GetRawText(), read.Text, read.Sentence));
        Assert.Equal(written.Warnings, read.Warnings);
    }

    [Fact]
    public async Task What_is_wrong_with_a_text_is_said_of_its_places()
    {
        await using var world = await World.Open();
        await world.Audience("Vips", Vip);
        var refusal = await Assert.ThrowsAsync<Refusal>(() => Check(world, """{"text":"tag exists and\nmember of \"Visp\""}"""));
        Assert.Equal("unknown-audience", refusal.Type);
        Assert.Equal(["line 2, column 11: there is no audience \"Visp\" that you may use. Did you mean `Vips`?"], refusal.Errors!["text"]);
        var me = await Assert.ThrowsAsync<Refusal>(() => Check(world, """{"text":"assignedTo equals me","kind":"organisation"}"""));
        Assert.Contains("nobody is \"me\"", Assert.Single(me.Errors!["text"]));
        var both = await Assert.ThrowsAsync<Refusal>(() => Check(world, $$"""{"text":"tag exists","definition":{{Vip}}}"""));
        Assert.Contains("goes alone", both.Message);
    }

    [Fact]
    public async Task What_saving_refuses_is_refused_before_it()
    {
        await using var world = await World.Open();
        var vips = await world.Audience("Vips", Vip);
        var users = await world.Audience("Users", All(Refer(vips)));
        var (circle, unknown) = (All(Refer(users)), All("""{"field":"audience.none","op":"memberOf"}"""));

        var named = await Refused("circular-reference", () => world.Edit(vips, circle));
        Assert.EndsWith("would refer to itself: \"Vips\" → \"Users\" → \"Vips\".", named.Message);
        await Refused("circular-reference", () => Check(world, $$"""{"audience":"{{vips.Id}}","definition":{{circle}}}"""));
        await Refused("circular-reference", () => Preview(world, $$"""{"audience":"{{vips.Id}}","definition":{{circle}}}"""));
        await Refused("circular-reference", () => world.Door.Send(new DiffAudience(World.Admin, vips.Id, World.Json($$"""{"definition":{{circle}}}"""))));
        Assert.NotNull(await Check(world, $$"""{"definition":{{circle}}}"""));

        await Refused("invalid", () => world.Door.Send(new CreateAudience(World.Admin, World.Json($$"""{"name":"m","kind":"organisation","definition":{{Mine}}}"""))));
        await Refused("invalid", () => Check(world, $$"""{"kind":"organisation","definition":{{Mine}}}"""));
        await Refused("invalid", () => Preview(world, $$"""{"kind":"organisation","definition":{{Mine}}}"""));
        Assert.NotNull(await Check(world, $$"""{"definition":{{Mine}}}"""));

        await Refused("unknown-audience", () => Check(world, $$"""{"definition":{{unknown}}}"""));
        await Refused("unknown-audience", () => Preview(world, $$"""{"definition":{{unknown}}}"""));
        await Refused("unknown-audience", () => Check(world, $$"""{"audience":"{{Guid.NewGuid():N}}","definition":{{Vip}}}"""));
        await Refused("invalid", () => Check(world, $$"""{"audience":"{{vips.Id}}","book":"b","definition":{{Vip}}}"""));
    }

    [Fact]
    public async Task A_key_of_nobody_checks_for_the_organisation()
    {
        await using var world = await World.Open();
        await Refused("invalid", () => world.Door.Send(new CheckDefinition(World.Admin with { User = null }, World.Json($$"""{"definition":{{Mine}}}"""))));
    }

    [Fact]
    public async Task Audiences_are_called_by_name_wherever_they_are_spoken_of_and_by_id_to_who_may_not_see_them()
    {
        await using var world = await World.Open();
        var ann = Guid.Parse((await world.Upsert("""{"externalId":"ann","tags":["vip"]}""")).Id);
        await world.Upsert("""{"externalId":"bob"}""");
        var secret = await world.Audience("Vips", Vip);
        var shared = (await world.Door.Send(new CreateAudience(
            World.Admin, World.Json($$"""{"name":"Shared","kind":"organisation","definition":{{All(Refer(secret))}}}""")))).Audience;
        var referring = await world.Audience("Outer", All(Refer(shared)));
        var outer = All($"{Refer(shared)},{Tagged}");

        Assert.Equal("Member of \"Vips\"", shared.Sentence);
        Assert.Equal("Member of \"Vips\"", (await Get(World.Admin)).Sentence);
        Assert.Equal($"Member of {secret.Id}", (await Get(Other)).Sentence);
        Assert.Equal($"Member of {secret.Id}", (await world.Door.Send(new ListAudiences(Other, null, null, null))).Single().Sentence);
        Assert.Equal($"Member of {secret.Id}", (await world.Door.Send(new ListAudienceVersions(Other, shared.Id)))[0].Sentence);
        Assert.Contains("Member of \"Vips\"", (await world.Door.Send(new ListAudiences(World.Admin, null, null, null))).Select(audience => audience.Sentence));
        Assert.Equal("is a member of \"Vips\"; a member is asked for", await Because(World.Admin));
        Assert.Equal($"is a member of {secret.Id}; a member is asked for", await Because(Other));
        Assert.Equal("member of \"Shared\" and tag exists", (await world.Door.Send(new CheckDefinition(Other, World.Json($$"""{"definition":{{outer}}}""")))).Text);

        var inUse = await Refused("audience-in-use", () => world.Door.Send(new DeleteAudience(World.Admin, shared.Id, null)));
        Assert.Contains("refer to it: \"Outer\".", inUse.Message);
        // What others refer to it by is not told of, and does not stand in the way: who is in what is gone is nobody.
        Assert.Equal(1, (await world.Door.Send(new GetAudience(World.Admin, referring.Id))).Size.Count);
        await world.Door.Send(new DeleteAudience(Other, shared.Id, null));
        Assert.Equal(0, (await world.Door.Send(new GetAudience(World.Admin, referring.Id))).Size.Count);

        Task<AudienceView> Get(Principal who) => world.Door.Send(new GetAudience(who, shared.Id));
        async Task<string> Because(Principal who) =>
            (await world.Door.Send(new ExplainAudience(who, shared.Id, ann))).Tree.Parts![0].Parts![0].Because;
    }

    [Fact]
    public async Task A_warning_calls_audiences_by_name()
    {
        await using var world = await World.Open();
        await world.Upsert("""{"externalId":"ann","tags":["vip"]}""");
        var vips = await world.Audience("Vips", Vip);
        var warnings = (await Check(world, $$"""{"definition":{{All($"{Refer(vips)},{Tagged}")}}}""")).Warnings;
        Assert.Contains("Every contact meets: Member of \"Vips\".", warnings);
    }

    private static async Task<Refusal> Refused(string type, Func<Task> order)
    {
        var refusal = await Assert.ThrowsAsync<Refusal>(order);
        Assert.True(type == refusal.Type, refusal.Message);
        return refusal;
    }

    private static Task<CheckedDefinition> Check(World world, string body) => world.Door.Send(new CheckDefinition(World.Admin, World.Json(body)));

    private static Task<PreviewView> Preview(World world, string body) => world.Door.Send(new PreviewAudience(World.Admin, World.Json(body)));

    private static string Refer(AudienceView audience) => $$"""{"field":"audience.{{audience.Id}}","op":"memberOf"}""";

    private static string All(string conditions) => $$"""{"match":"all","conditions":[{{conditions}}]}""";
}
