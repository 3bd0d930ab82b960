using Contracts;
using FsCheck;
using FsCheck.Fluent;
using global::Accounts;

namespace Tests.Accounts;

/// <summary>With whom something may be shared: two offices and a team in one tenant, and beside it another tenant with the same names.</summary>
public class RecipientTests
{
    private readonly MemoryDirectoryStore directory = new();

    public RecipientTests()
    {
        foreach (var tenant in new[] { "here", "far" })
        {
            directory.AllOrganisations.AddRange([new(tenant, $"{tenant}-north", "North Office", "-", new(1)), new(tenant, $"{tenant}-south", "South Office", "-", new(1))]);
            Add(tenant, "ann", "north", "member");
            Add(tenant, "bob", "north", "member");
            Add(tenant, "cid", "south", "owner");
            Add(tenant, "vic", "north", "viewer");
            Add(tenant, "old", "north", "member", new Instant(5));
            directory.AllTeams.Add(new(
                tenant, $"{tenant}-sales", $"{tenant}-north", "Sales people", [.. new[] { "ann", "bob", "old", "vic" }.Select(name => $"{tenant}-{name}")], new(1)));
        }
    }

    [Fact]
    public async Task Whom_one_may_share_with_is_found_by_name_or_address_and_never_oneself()
    {
        Assert.Equal(["user:here-bob"], await Found("BOB"));
        Assert.Equal(["user:here-cid"], await Found("cid@EXAMPLE"));
        Assert.Equal(["organisation:here-north", "organisation:here-south"], await Found("office"));
        Assert.Empty(await Found("ann"));
        // By name, whatever its case; whoever takes nothing in is not there.
        Assert.Equal(["user:here-bob", "user:here-cid", "organisation:here-north", "team:here-sales", "organisation:here-south"], await Found(""));
        Assert.Equal(["user:here-bob", "user:here-cid"], await Found("", limit: 2));
    }

    [Fact]
    public async Task It_is_said_for_how_many_others_a_recipient_stands_now()
    {
        var found = await Find(new(Ann, "", 100));
        Assert.Equal(
            [("user:here-bob", 1), ("user:here-cid", 1), ("organisation:here-north", 1), ("team:here-sales", 1), ("organisation:here-south", 1)],
            found.Select(one => (one.Recipient, one.Users)));
    }

    [Fact]
    public async Task Teams_are_found_only_where_their_switch_is_on()
    {
        Assert.Equal(["team:here-sales"], await Found("sales"));
        Assert.Empty((await Find(new(Ann with { Switches = Switches.ShareAudiences }, "sales", 100))));
    }

    [Theory]
    [InlineData("here-ann", Switches.None)]
    [InlineData("here-ann", Switches.ShareWithTeams)]
    [InlineData(null, Switches.ShareAudiences | Switches.ShareWithTeams)]
    public async Task Nobody_is_shown_to_whom_sharing_is_off_for(string? user, Switches on)
    {
        var refused = await Assert.ThrowsAsync<Refusal>(() => Find(new(Ann with { User = user, Switches = on }, "", 100)));
        Assert.Equal((403, "sharing-is-off"), (refused.Status, refused.Type));
    }

    [Fact]
    public async Task Recipients_stand_for_users_each_once_and_what_is_not_there_is_said()
    {
        var resolved = await Resolve("team:here-sales", "user:here-bob", "organisation:here-south", "user:here-old", "user:here-vic", "user:far-ann", "Bob", "team:", "user:here-bob");
        Assert.Equal(["here-ann", "here-bob", "here-cid"], resolved.Users.Select(user => user.User));
        Assert.Equal(["team:here-sales", "user:here-bob"], resolved.Users[1].By.AsEnumerable());
        Assert.Equal(("bob", "here-north", "user:here-bob"), (resolved.Users[1].Name, resolved.Users[1].Organisation, resolved.Users[1].Book));
        Assert.Equal(["user:here-old", "user:here-vic", "user:far-ann", "Bob", "team:"], resolved.Unknown.AsEnumerable());
    }

    [Fact]
    public async Task Everyone_of_an_organisation_are_its_people_who_may_have_a_book()
    {
        var resolved = await new ResolveRecipientsHandler(new(directory)).Handle(new("here", ["user:here-cid"], "here-north"), default);
        Assert.Equal([("here-ann", "everyone"), ("here-bob", "everyone"), ("here-cid", "user:here-cid")], resolved.Users.Select(user => (user.User, user.By.Single())));
        Assert.Empty((await new ResolveRecipientsHandler(new(directory)).Handle(new("here", [], "far-north"), default)).Users);
    }

    [Fact]
    public void Nobody_of_another_tenant_ever_appears()
    {
        string[] words = ["user:", "team:", "organisation:", "here-", "far-", "ann", "bob", "cid", "north", "south", "sales", "*", "%", "", "/", ".."];
        var texts = Gen.Elements(words).ArrayOf().Select(string.Concat).ArrayOf().ToArbitrary();
        Prop.ForAll(texts, asked =>
        {
            var resolved = new ResolveRecipientsHandler(new(directory)).Handle(new("here", [.. asked], asked.FirstOrDefault()), default);
            Assert.All(resolved.GetAwaiter().GetResult().Users, user => Assert.StartsWith("here-", user.User));
            foreach (var text in asked)
                Assert.All(Find(new(Ann, text, 100)).GetAwaiter().GetResult(), one => Assert.Contains(":here-", one.Recipient));
        }).QuickCheckThrowOnFailure();
    }

    private static readonly Principal Ann = new(
        "here", "here-north", "here-ann", "member", "user:here-ann", Scopes.Read, false, "k") { Switches = Switches.ShareAudiences | Switches.ShareWithTeams };

    private async Task<RecipientInfo[]> Find(FindRecipients question) => [.. await new FindRecipientsHandler(new(directory)).Handle(question, default)];

    private async Task<string[]> Found(string text, int limit = 100) => [.. (await Find(new(Ann, text, limit))).Select(one => one.Recipient)];

    private Task<ResolvedRecipients> Resolve(params string[] recipients) => new ResolveRecipientsHandler(new(directory)).Handle(new("here", [.. recipients]), default);

    private void Add(string tenant, string name, string organisation, string role, Instant? disabled = null) => directory.AllUsers.Add(new(
        tenant, $"{tenant}-{name}", $"{tenant}-{organisation}", role, $"user:{tenant}-{name}", name, $"{name}@example.org", new(1), disabled));
}
