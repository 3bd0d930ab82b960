using System.Text.Json;
using Contracts;

namespace Tests.Membership;

/// <summary>Why somebody is in, from the partition to the answer.</summary>
public sealed class ExplanationTests
{
    private const string Buyers = """{"match":"all","conditions":[{"field":"event.buy","op":"performed","atLeast":2,"within":"30d"},{"field":"trait.plan","op":"equals","value":"premium"}]}""";

    [Fact]
    public async Task A_member_is_explained_with_the_events_counted_and_when_it_ends()
    {
        await using var world = await World.Open();
        var audience = await world.Audience("buyers", Buyers);
        var ann = Guid.Parse((await world.Upsert("""{"externalId":"ann","traits":{"plan":"premium"}}""")).Id);
        await Buy(world, "m1", "2025-12-10T00:00:00.000Z");
        await Buy(world, "m2", "2025-12-20T00:00:00.000Z");
        await Buy(world, "m3", "2025-11-20T00:00:00.000Z");

        var answer = await Explain(world, audience.Id, ann);

        Assert.Equal((true, "2026-01-09T00:00:00.000Z", "leaves"), (answer.Member, answer.NextChange!.At.ToString(), answer.NextChange.To));
        Assert.Equal(world.Clock.Now, answer.Since);
        var counted = answer.Tree.Parts![0].Parts![0];
        Assert.Equal(["m2", "m1"], counted.Events!.Select(happened => happened.MessageId));
        Assert.Equal((2, true, "fails"), (counted.EventCount!.Value, counted.Decides, counted.NextChange!.To));
        Assert.Equal("premium", answer.Tree.Parts[0].Parts![1].Value!.Value.GetString());
        Assert.Equal(("archived", true), (answer.Tree.Parts[1].Path, answer.Tree.Parts[1].Result));
        await world.Restart(gracefully: false);
        Assert.Equal(JsonSerializer.Serialize(answer), JsonSerializer.Serialize(await Explain(world, audience.Id, ann)));
    }

    [Fact]
    public async Task Of_many_events_the_newest_hundred_are_shown_and_all_are_counted()
    {
        await using var world = await World.Open();
        var audience = await world.Audience("buyers", Buyers);
        for (var number = 0; number < 103; number++)
            await Buy(world, $"m{number}", $"2025-12-20T00:00:00.{number:000}Z");
        var ann = Guid.Parse((await world.Door.Send(new GetContact(World.Admin, "externalId:ann"))).Id);

        var answer = await Explain(world, audience.Id, ann);

        var counted = answer.Tree.Parts![0].Parts![0];
        Assert.Equal((103, 100, "m102", "m3"), (counted.EventCount!.Value, counted.Events!.Count, counted.Events[0].MessageId, counted.Events[^1].MessageId));
        Assert.Equal((false, false, true), (answer.Member, counted.Decides, answer.Tree.Parts[0].Parts![1].Decides));
        Assert.Equal(JsonValueKind.Null, answer.Tree.Parts[0].Parts![1].Value!.Value.ValueKind);
        Assert.Null(answer.Since);
    }

    [Fact]
    public async Task A_reference_is_explained_by_what_it_refers_to()
    {
        await using var world = await World.Open();
        var named = await world.Audience("named", """{"match":"any","conditions":[{"field":"tag","op":"equals","value":"vip"}]}""");
        var other = await world.Audience("other", $$"""{"match":"all","conditions":[{"field":"audience.{{named.Id}}","op":"notMemberOf"}]}""");
        var ann = Guid.Parse((await world.Upsert("""{"externalId":"ann","tags":["vip"]}""")).Id);

        var reference = (await Explain(world, other.Id, ann)).Tree.Parts![0].Parts![0];

        Assert.Equal("is a member of \"named\"; nobody in it is asked for", reference.Because);
        Assert.Equal($$"""{"field":"audience.{{named.Id}}","op":"notMemberOf"}""", reference.Condition.GetRawText());
        Assert.Equal((false, true), (reference.Result, reference.Parts![0].Result));
        Assert.Equal("definition.conditions[0].definition", reference.Parts[0].Path);
    }

    private static Task<ExplainView> Explain(World world, string audience, Guid contact) =>
        world.Door.Send(new ExplainAudience(World.Admin, audience, contact));

    private static Task Buy(World world, string id, string at) =>
        world.Ingest($$"""{"type":"track","userId":"ann","event":"buy","messageId":"{{id}}","timestamp":"{{at}}"}""");
}
