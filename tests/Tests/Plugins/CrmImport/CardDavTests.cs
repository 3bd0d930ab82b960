using Audiences.Sdk;
using Plugins.CrmImport.CardDav;
using Tests.Support;

namespace Tests.Plugins.CrmImport;

/// <summary>Reading a real radicale.</summary>
public class CardDavTests
{
    [FactNeeding(Needs.AddressBook)]
    public async Task A_book_is_read_in_pages_and_then_only_what_changes()
    {
        await using var radicale = await Radicale.StartAsync();
        using var http = new HttpClient();
        for (var card = 0; card < 25; card++) await radicale.PutAsync($"card {card:00} é&<.vcf", $"Last{card}", $"EMAIL:p{card}@example.org", "CATEGORIES:friends,vip");
        await radicale.PutAsync("team.vcf", "Team", "X-ADDRESSBOOKSERVER-KIND:group");

        var (contacts, deleted, cursor, pages) = await ReadAllAsync(Connect(radicale, http), null, 10);
        Assert.Equal(Enumerable.Range(0, 25).Select(card => ($"card {card:00} é&<.vcf", $"Last{card}", $"p{card}@example.org")), contacts.Select(each => (each.ExternalId!, each.LastName!, each.Emails[0])));
        Assert.All(contacts, each => Assert.Equal(["friends", "vip"], each.Tags));
        Assert.Equal((3, 0), (pages, deleted.Count));

        await radicale.PutAsync("card 07 é&<.vcf", "Changed");
        await radicale.PutAsync("new.vcf", "New");
        await radicale.DeleteAsync("card 03 é&<.vcf");
        // Another instance, as after a restart.
        (contacts, deleted, var later, _) = await ReadAllAsync(Connect(radicale, http), cursor, 10);
        Assert.Equal(["Changed", "New"], contacts.Select(each => each.LastName));
        Assert.Equal(["card 03 é&<.vcf"], deleted);

        (contacts, deleted, _, _) = await ReadAllAsync(Connect(radicale, http), later, 10);
        Assert.Empty(contacts);
        Assert.Empty(deleted);
        (contacts, deleted, _, _) = await ReadAllAsync(Connect(radicale, http), cursor, 1);
        Assert.Equal(["Changed", "New"], contacts.Select(each => each.LastName));
        Assert.Equal(["card 03 é&<.vcf"], deleted);
    }

    [FactNeeding(Needs.AddressBook)]
    public async Task What_changes_while_it_is_read_comes_with_the_next_run()
    {
        await using var radicale = await Radicale.StartAsync();
        using var http = new HttpClient();
        var source = Connect(radicale, http);
        foreach (var card in new[] { "a", "b", "c" }) await radicale.PutAsync(card, card.ToUpperInvariant());
        var first = await source.ReadAsync(null, 2, default);
        Assert.Equal(["A", "B"], first.Contacts.Select(each => each.LastName));
        await radicale.PutAsync("a", "A2");
        await radicale.DeleteAsync("c");
        var last = await source.ReadAsync(first.NextCursor, 2, default);
        Assert.Empty(last.Contacts);
        Assert.False(last.HasMore);
        var (contacts, deleted, _, _) = await ReadAllAsync(source, last.NextCursor, 2);
        Assert.Equal(["A2"], contacts.Select(each => each.LastName));
        Assert.Equal(["c"], deleted);
    }

    [FactNeeding(Needs.AddressBook)]
    public async Task A_cursor_that_is_forgotten_begins_anew()
    {
        await using var radicale = await Radicale.StartAsync();
        using var http = new HttpClient();
        await radicale.PutAsync("a", "A");
        var (_, _, cursor, _) = await ReadAllAsync(Connect(radicale, http), null, 10);
        radicale.Forget();
        await radicale.PutAsync("b", "B");
        foreach (var stale in new[] { cursor, "1 http%3A%2F%2Fradicale.org%2Fns%2Fsync%2F0123  ", "1 nonsense  ", "nonsense" })
        {
            var (contacts, _, next, _) = await ReadAllAsync(Connect(radicale, http), stale, 10);
            Assert.Equal(["A", "B"], contacts.Select(each => each.LastName));
            Assert.Empty((await ReadAllAsync(Connect(radicale, http), next, 10)).Contacts);
        }
    }

    [FactNeeding(Needs.AddressBook)]
    public async Task A_server_without_tokens_is_read_anew_each_time()
    {
        await using var radicale = await Radicale.StartAsync();
        using var http = new HttpClient(new WithoutTokens());
        foreach (var card in new[] { "a", "b", "c" }) await radicale.PutAsync(card, card.ToUpperInvariant());
        var (contacts, _, cursor, pages) = await ReadAllAsync(Connect(radicale, http), null, 2);
        Assert.Equal(["A", "B", "C"], contacts.Select(each => each.LastName));
        Assert.Equal((2, null), (pages, cursor));
    }

    [FactNeeding(Needs.AddressBook)]
    public async Task The_only_book_of_a_server_is_found_and_several_are_named()
    {
        await using var radicale = await Radicale.StartAsync();
        using var http = new HttpClient();
        await radicale.PutAsync("a", "A");
        var source = new CardDavSource(radicale.WholeServer, http, TimeProvider.System);
        Assert.Equal(ConnectorHealth.Healthy, await source.CheckAsync(default));
        Assert.Equal(["A"], (await ReadAllAsync(source, null, 10)).Contacts.Select(each => each.LastName));
        await radicale.MakeBookAsync("clients");
        var health = await new CardDavSource(radicale.WholeServer, http, TimeProvider.System).CheckAsync(default);
        Assert.Equal(ConnectorFailure.Misconfigured, health.Failure);
        Assert.Contains("/ann/friends/", health.Detail, StringComparison.Ordinal);
        Assert.Contains("/ann/clients/", health.Detail, StringComparison.Ordinal);
    }

    [FactNeeding(Needs.AddressBook)]
    public async Task Who_is_not_let_in_or_asks_elsewhere_is_told()
    {
        await using var radicale = await Radicale.StartAsync();
        using var http = new HttpClient();
        var stranger = await new CardDavSource(radicale.Settings with { Password = new("wrong") }, http, TimeProvider.System).CheckAsync(default);
        Assert.Equal((ConnectorFailure.NeedsReconnect, "127.0.0.1 does not let this connection in any more (401)."), (stranger.Failure, stranger.Detail));
        var lost = await new CardDavSource(radicale.Settings with { Address = new(radicale.WholeServer.Address, "ann/nothing/") }, http, TimeProvider.System).CheckAsync(default);
        Assert.Equal((ConnectorFailure.Misconfigured, "127.0.0.1 answered 404."), (lost.Failure, lost.Detail));
    }

    private sealed class WithoutTokens() : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            (await request.Content!.ReadAsStringAsync(cancellationToken)).Contains("sync-collection", StringComparison.Ordinal)
                ? new(System.Net.HttpStatusCode.NotImplemented) : await base.SendAsync(request, cancellationToken);
    }

    private static CardDavSource Connect(Radicale radicale, HttpClient http) => new(radicale.Settings, http, TimeProvider.System);

    internal static async Task<(List<Contact> Contacts, List<string> Deleted, string? Cursor, int Pages)> ReadAllAsync(IContactSource source, string? cursor, int limit)
    {
        var (contacts, deleted) = (new List<Contact>(), new List<string>());
        for (var pages = 1; ; pages++)
        {
            var page = await source.ReadAsync(cursor, limit, default);
            Assert.InRange(page.Contacts.Count, 0, limit);
            Assert.InRange(page.NextCursor?.Length ?? 0, 0, 4_096);
            contacts.AddRange(page.Contacts);
            deleted.AddRange(page.Deleted);
            cursor = page.NextCursor;
            if (!page.HasMore) return (contacts, deleted, cursor, pages);
            Assert.NotNull(cursor);
            Assert.InRange(pages, 1, 1_000);
        }
    }
}
