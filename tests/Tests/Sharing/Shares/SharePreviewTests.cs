namespace Tests.Sharing.Shares;

public sealed class SharePreviewTests
{
    [Fact]
    public async Task What_cannot_be_compared_in_time_is_not_counted_and_the_sync_does_it_all_the_same()
    {
        var (hasty, calm) = (await Shared(new(TimeSpan.Zero)), await Shared(new()));
        Assert.Equal([("bob", 4, null), ("nora", 4, (int?)null)], (await hasty.Preview("bob", "nora")).PerUser.Select(user => (user.User, user.Contacts, user.Counts?.Added)));
        Assert.Equal([("bob", 4, 4), ("nora", 4, 4)], (await calm.Preview("bob", "nora")).PerUser.Select(user => (user.User, user.Contacts, user.Counts?.Added)));

        await hasty.Share("bob", "nora");
        Assert.All(["bob", "nora"], user => Assert.Equal(4, hasty.Book(user).Count()));
        Assert.All((await hasty.Preview("bob", "nora")).PerUser, user => Assert.Equal(0, user.Contacts));
    }

    [Fact]
    public async Task A_confirmation_is_for_the_fields_that_were_shown_to_cross()
    {
        var world = await Shared(new());
        await world.Share("bob", "nora");
        var shown = await world.Preview("bob", "nora");
        Assert.Equal(["motto"], shown.PerUser.Single(user => user.User == "nora").StayBehind.AsEnumerable());
        world.ChangeNorasFields();
        Assert.NotEqual(shown.Preview, (await world.Preview("bob", "nora")).Preview);
        world.ChangeNorasFields();
        Assert.Equal(shown.Preview, (await world.Preview("bob", "nora")).Preview);
    }

    [Fact]
    public async Task Of_two_whom_a_recipient_made_one_both_are_told_in_turn_and_the_later_word_stays()
    {
        const int ida = 0, jon = 1, idaName = 0, joName = 1, leaName = 3, noraMakesThemOne = 20 + 84 + 168;
        var world = new ShareWorld();
        await Do(Is(ida, idaName), Is(jon, idaName));
        await world.Share("nora");
        // That one is called so already, and is not any more when Ida has been told.
        await Do(noraMakesThemOne, Is(ida, leaName), Is(jon, joName), Is(jon, idaName));

        var told = await world.Sync();
        Assert.Equal((2, 0), (told["nora"].Updated, told["nora"].Unchanged));
        Assert.Equal(told["nora"], await world.CountsOf("nora"));
        Assert.Equal("\"Ida\"", Assert.Single(world.Book("nora")).Profile.Values["firstName"].Json);

        static int Is(int person, int called) => 1 + (21 * person) + (84 * called);
        async Task Do(params int[] deeds)
        {
            foreach (var deed in deeds) await new ShareDeeds(world).Do(deed);
        }
    }

    /// <summary>Four of Ann, two of whom share an address.</summary>
    private static async Task<ShareWorld> Shared(ShareWorld world)
    {
        var deeds = new ShareDeeds(world);
        for (var person = 0; person < 4; person++) await deeds.Do(21 * person);
        return world;
    }
}
