using Contracts;

namespace Tests.Membership;

/// <summary>An export goes on while people come and go.</summary>
public sealed class ExportTests
{
    private const string Vips = """{"match":"all","conditions":[{"field":"tag","op":"equals","value":"vip"}]}""";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Who_is_a_member_throughout_is_in_it_once_and_the_changes_after_its_place_bring_it_up_to_date(int seed)
    {
        await using var world = await World.Open();
        var random = new Random(seed);
        for (var number = 0; number < 40; number++)
            await world.Upsert(Person(number, random.Next(3) > 0));
        var audience = await world.Audience("vips", Vips);
        var throughout = await world.Members(audience.Id);
        var start = await world.Door.Send(new BeginExport(World.Admin, audience.Id));
        var (exported, pages) = (new List<MemberItem>(), 0);
        foreach (var partition in start.Partitions)
            for (int? slot = 0; slot is { } from; pages++)
            {
                var page = await world.Door.Send(new ExportMembers(World.Admin, audience.Id, new(partition, from), 3));
                Assert.InRange(page.Items.Count, page.Next is null ? 0 : 3, 3);
                exported.AddRange(page.Items);
                slot = page.Next;
                world.Clock.Advance(TimeSpan.FromSeconds(1));
                await Turn(world, random.Next(50), random.Next(2) == 0);
                throughout.IntersectWith(await world.Members(audience.Id));
            }

        Assert.True(pages > 8, $"It had {pages} pages.");
        Assert.Equal(exported.Count, exported.Select(item => item.ContactId).Distinct().Count());
        Assert.Superset(throughout, exported.Select(item => item.ContactId).ToHashSet());
        Assert.All(exported.Where(item => throughout.Contains(item.ContactId)), item => Assert.True(item.Since <= audience.CreatedAt));
        var members = exported.Select(item => item.ContactId).ToHashSet();
        var changes = await world.Door.Send(new ListChanges(World.Admin, audience.Id, start.Place, TimeSpan.Zero, 1000, true));
        foreach (var change in changes.Items)
            _ = change.Change == "entered" ? members.Add(change.ContactId!.Value) : members.Remove(change.ContactId!.Value);
        Assert.True(members.SetEquals(await world.Members(audience.Id)), "The changes do not lead from the export to the members.");
    }

    [Fact]
    public async Task What_is_not_yours_to_take_away_is_refused_at_the_beginning_and_on_each_page()
    {
        await using var world = await World.Open();
        var audience = await world.Audience("vips", Vips);
        var member = World.Admin with { Role = "member", OwnBooks = ["user:u"] };
        foreach (var ask in new Func<Task>[]
                 {
                     () => world.Door.Send(new BeginExport(member, audience.Id)),
                     () => world.Door.Send(new ExportMembers(member, audience.Id, new(0, 0), 3)),
                 })
        {
            var refusal = await Assert.ThrowsAsync<Refusal>(ask);
            Assert.Equal((403, "missing-role"), (refusal.Status, refusal.Type));
        }
    }

    private static Task Turn(World world, int number, bool isVip) => isVip
        ? world.Upsert(Person(number, isVip: true))
        : world.Door.Send(new TagContact(World.Admin, $"externalId:p{number % 40}", "vip", false));

    private static string Person(int number, bool isVip) => $$"""{"externalId":"p{{number}}","tags":[{{(isVip ? "\"vip\"" : "")}}]}""";
}
