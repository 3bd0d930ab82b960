namespace Tests.Sharing.Shares;

public sealed class SharePreviewTests
{
    [Fact]
    public async Task Of_more_than_can_be_compared_in_time_it_says_how_many_they_are_and_the_sync_counts()
    {
        var world = new ShareWorld(mostCompared: 4);
        // Four of Ann, two of whom share an address.
        var deeds = new ShareDeeds(world);
        for (var person = 0; person < 4; person++) await deeds.Do(21 * person);
        var first = await world.Preview("bob", "nora");
        Assert.Equal([("bob", 4, 4), ("nora", 4, null)], first.PerUser.Select(user => (user.User, user.Contacts, user.Counts?.Added)));

        await world.Share("bob", "nora");
        Assert.All(["bob", "nora"], user => Assert.Equal(4, world.Book(user).Count()));
        Assert.All((await world.Preview("bob", "nora")).PerUser, user => Assert.Equal((0, 0), (user.Contacts, user.Counts?.Unchanged)));
        await deeds.Do(1 + 84);
        var after = await world.Preview("bob", "nora");
        Assert.Equal([("bob", 1, 1), ("nora", 1, 1)], after.PerUser.Select(user => (user.User, user.Contacts, user.Counts?.Updated)));
    }
}
