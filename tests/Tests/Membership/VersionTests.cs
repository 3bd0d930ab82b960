using Contracts;

namespace Tests.Membership;

/// <summary>Each edit of a definition is a version that can be looked at and brought back.</summary>
public sealed class VersionTests
{
    private const string Premium = """{"match":"all","conditions":[{"field":"trait.plan","op":"equals","value":"premium"}]}""";
    private const string Vip = """{"match":"all","conditions":[{"field":"tag","op":"equals","value":"vip"}]}""";

    [Fact]
    public async Task A_restored_version_serves_as_the_newest_one()
    {
        await using var world = await World.Open();
        var ann = Guid.Parse((await world.Upsert("""{"externalId":"ann","traits":{"plan":"premium"}}""")).Id);
        await world.Upsert("""{"externalId":"bob","tags":["vip"]}""");
        var audience = await world.Audience("named", Premium);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.Edit(audience, Vip);

        var answer = await world.Door.Send(new RestoreAudienceVersion(World.Admin, audience.Id, 1, null));

        Assert.Equal((true, 3), (answer.InForce, answer.Audience.Version));
        Assert.Equal([ann], await world.Members(audience.Id));
        await world.Restart(gracefully: false);
        var versions = await world.Door.Send(new ListAudienceVersions(World.Admin, audience.Id));
        Assert.Equal([(3, "Trait plan equals premium"), (2, "Tag equals vip"), (1, "Trait plan equals premium")], versions.Select(version => (version.Number, version.Sentence)));
        Assert.Equal(["2026-01-01T01:00:00.000Z", "2026-01-01T01:00:00.000Z", "2026-01-01T00:00:00.000Z"], versions.Select(version => version.At.ToString()));
        Assert.All(versions, version => Assert.Equal(World.Admin.Name, version.By));
        Assert.Null(versions[2].Changes);
        Assert.Equal("trait.plan", Assert.Single(versions[1].Changes!.Removed).Condition.GetProperty("field").GetString());
        Assert.Equal(("definition.conditions[0]", "tag"), (Assert.Single(versions[1].Changes!.Added).Path, versions[1].Changes!.Added[0].Condition.GetProperty("field").GetString()));
    }

    [Fact]
    public async Task A_version_that_is_not_there_or_refers_to_what_is_gone_is_not_restored()
    {
        await using var world = await World.Open();
        var named = await world.Audience("named", Premium);
        var other = await world.Audience("other", $$"""{"match":"all","conditions":[{"field":"audience.{{named.Id}}","op":"memberOf"}]}""");
        await world.Edit(other, Vip);
        await world.Door.Send(new DeleteAudience(World.Admin, named.Id, null));

        var unknown = await Assert.ThrowsAsync<Refusal>(() => world.Door.Send(new RestoreAudienceVersion(World.Admin, other.Id, 3, null)));
        Assert.Equal((404, "unknown-version"), (unknown.Status, unknown.Type));
        var gone = await Assert.ThrowsAsync<Refusal>(() => world.Door.Send(new RestoreAudienceVersion(World.Admin, other.Id, 1, null)));
        Assert.Equal((422, "unknown-audience"), (gone.Status, gone.Type));
        var late = await Assert.ThrowsAsync<Refusal>(() => world.Door.Send(new RestoreAudienceVersion(World.Admin, other.Id, 2, 1)));
        Assert.Equal(412, late.Status);
    }
}
