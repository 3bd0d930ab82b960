using Audiences.Lifecycle;
using Contracts;
using Orleans;

namespace Tests.Membership;

public sealed class ManyAudiencesTests
{
    // More than one transaction brings into force.
    private const int Many = 300;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_partition_that_opens_brings_all_into_force_and_announces_each_once(bool gracefully)
    {
        await using var world = await World.Open();
        var ann = new Guid((await world.Upsert("""{ "externalId": "ann", "traits": { "plan": "gold" } }""")).Id);
        for (var number = 0; number < Many; number++)
            await Row(world, number, number % 2 == 0 ? "gold" : "free");
        await world.Restart(gracefully);
        await Check(world, ann, "gold");
        Assert.Equal(["entered"], (await world.Changes(Id(Many - 2))).Select(change => change.Change));

        // What is in the log and what comes now go together, also when it is read back.
        await world.Upsert("""{ "externalId": "ann", "traits": { "plan": "free" } }""");
        await world.Restart(gracefully);
        await Check(world, ann, "free");
        Assert.Equal(["entered", "left"], (await world.Changes(Id(0))).Select(change => change.Change));
        Assert.Equal(["entered"], (await world.Changes(Id(Many - 1))).Select(change => change.Change));

        for (var number = 0; number < Many - 1; number++)
            await Grain(world, number).Delete(null);
        await world.Restart(gracefully);
        Assert.Equal([Id(Many - 1)], (await world.Door.Send(new ListAudiencesOfContact(World.Admin, ann))).Select(membership => membership.AudienceId));
    }

    private static async Task Check(World world, Guid contact, string plan)
    {
        var expected = Enumerable.Range(0, Many).Where(number => plan == (number % 2 == 0 ? "gold" : "free")).Select(Id);
        Assert.Equal(expected, (await world.Door.Send(new ListAudiencesOfContact(World.Admin, contact))).Select(membership => membership.AudienceId).Order());
    }

    /// <summary>The audience's row alone, of which no partition has been told.</summary>
    private static async Task Row(World world, int number, string plan)
    {
        var definition = $$"""{"match":"all","conditions":[{"field":"trait.plan","op":"equals","value":"{{plan}}"}]}""";
        var (grain, now) = (Grain(world, number), world.Clock.Now);
        await grain.Create(new AudienceDraft(
            $"Audience {number}", null, "organisation", World.Book, "organisation:o", "key:k", now, definition,
            new Inliner().Inline(definition, [], new JudgedAs(Id(number), null))));
        await grain.SetStatus("active", now);
        await grain.Complete(1);
    }

    private static IAudienceGrain Grain(World world, int number) =>
        world.Service<IGrainFactory>().GetGrain<IAudienceGrain>(GrainKeys.Audience(World.Admin.Tenant, Id(number)));

    private static string Id(int number) => $"{number:x32}";
}
