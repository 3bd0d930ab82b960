using Audiences.Sdk;
using Microsoft.AspNetCore.Http;
using Plugins.CrmImport.HubSpot;
using Tests.Support;

namespace Tests.Plugins.CrmImport;

public class HubSpotTests
{
    [Fact]
    public async Task Contacts_are_read_in_pages_with_what_is_known_of_them()
    {
        await using var hubspot = await FakeHubSpot.StartAsync();
        using var http = new HttpClient();
        hubspot.Put(7, ("email", "ann@example.org"), ("hs_additional_emails", "ann@work.example;a@example.org"), ("firstname", "Ann"), ("lastname", ""), ("mobilephone", "+32470"), ("phone", "+322"),
            ("company", "Bloom"), ("date_of_birth", "1990-02-03"), ("address", "Main street 1"), ("city", "Ghent"), ("state", null), ("zip", "9000"), ("country", "Belgium"),
            ("hs_email_optout", "true"), ("lifecyclestage", "customer"), ("plan", "gold"), ("lastmodifieddate", "2026-05-01T12:00:00Z"));
        for (var id = 8; id < 258; id++) hubspot.Put(id, ("firstname", $"P{id}"), ("hs_email_optout", "false"));
        var (contacts, deleted, _, pages) = await CardDavTests.ReadAllAsync(Connect(hubspot, http), null, 1_000);
        Assert.Equal(Enumerable.Range(7, 251).Select(id => $"{id}"), contacts.Select(each => each.ExternalId));
        Assert.Equal((3, 0), (pages, deleted.Count));
        var ann = contacts[0];
        Assert.Equal(["ann@example.org", "ann@work.example", "a@example.org"], ann.Emails);
        Assert.Equal(["+32470", "+322"], ann.Phones);
        Assert.Equal(("Ann", null, "Bloom", new DateOnly(1990, 2, 3)), (ann.FirstName, ann.LastName, ann.Company, ann.Birthday));
        Assert.Equal(("Main street 1", "Ghent", null, "9000", "Belgium"), (ann.Street, ann.City, ann.Region, ann.PostalCode, ann.Country));
        Assert.Equal(["lifecyclestage=customer", "plan=gold"], ann.Traits.Select(each => $"{each.Key}={each.Value.Text}"));
        Assert.Equal((false, null), (ann.Subscribed, contacts[1].Subscribed));
    }

    [Fact]
    public async Task Later_runs_read_what_was_changed_and_who_was_deleted()
    {
        await using var hubspot = await FakeHubSpot.StartAsync();
        using var http = new HttpClient();
        for (var id = 1; id <= 150; id++) hubspot.Put(id, ("firstname", "Old"));
        hubspot.Now += TimeSpan.FromDays(1);
        hubspot.Put(200, ("firstname", "Gone"));
        hubspot.Archive(200);
        hubspot.Now += TimeSpan.FromDays(1);
        var source = Connect(hubspot, http);
        var first = await source.ReadAsync(null, 100, default);
        // While the second page is not read yet.
        hubspot.Now += TimeSpan.FromHours(1);
        hubspot.Put(3, ("firstname", "Changed"));
        hubspot.Now += TimeSpan.FromHours(1);
        hubspot.Put(150, ("firstname", "Changed too"));
        var (contacts, _, cursor, _) = await CardDavTests.ReadAllAsync(source, first.NextCursor, 100);
        Assert.Equal("Changed too", contacts[^1].FirstName);
        hubspot.Archive(4);
        (contacts, var deleted, var next, _) = await CardDavTests.ReadAllAsync(Connect(hubspot, http), cursor, 1);
        Assert.Equal(["3", "150"], contacts.Select(each => each.ExternalId));
        Assert.Equal(["4"], deleted);
        hubspot.Now += TimeSpan.FromHours(1);
        (contacts, deleted, next, _) = await CardDavTests.ReadAllAsync(Connect(hubspot, http), next, 100);
        // Read in the five minutes before that run, and perhaps not found by it.
        Assert.Equal(["150"], contacts.Select(each => each.ExternalId));
        Assert.Equal(["4"], deleted);
        (contacts, deleted, _, _) = await CardDavTests.ReadAllAsync(Connect(hubspot, http), next, 100);
        Assert.Empty(contacts);
        Assert.Empty(deleted);
    }

    [Fact]
    public async Task More_changes_than_a_search_shows_are_all_read()
    {
        await using var hubspot = await FakeHubSpot.StartAsync();
        using var http = new HttpClient();
        var (_, _, cursor, _) = await CardDavTests.ReadAllAsync(Connect(hubspot, http), null, 100);
        for (var id = 1; id <= 10_500; id++)
        {
            hubspot.Now += TimeSpan.FromMilliseconds(id % 3 * 10);
            hubspot.Put(id);
        }
        var (contacts, _, _, _) = await CardDavTests.ReadAllAsync(Connect(hubspot, http), cursor, 100);
        Assert.Equal(10_500, contacts.DistinctBy(each => each.ExternalId).Count());
        Assert.InRange(contacts.Count, 10_500, 10_520);
    }

    [Fact]
    public async Task A_cursor_that_HubSpot_does_not_know_begins_anew()
    {
        await using var hubspot = await FakeHubSpot.StartAsync();
        using var http = new HttpClient();
        hubspot.Put(1);
        foreach (var cursor in new[] { "1 All 0 5 forgotten", "1 Changed 5 5 9999", "nonsense", "1 Nothing 0 0 " })
            Assert.Equal(["1"], (await Connect(hubspot, http).ReadAsync(cursor, 100, default)).Contacts.Select(each => each.ExternalId));
    }

    [Theory]
    [InlineData(429, "10", ConnectorFailure.Unavailable, 10, "HubSpot answered 429.")]
    [InlineData(429, null, ConnectorFailure.Unavailable, null, "HubSpot answered 429.")]
    [InlineData(477, "86400", ConnectorFailure.Unavailable, 86_400, "HubSpot answered 477.")]
    [InlineData(502, null, ConnectorFailure.Unavailable, null, "HubSpot answered 502.")]
    [InlineData(401, null, ConnectorFailure.NeedsReconnect, null, "HubSpot does not let this connection in any more (401).")]
    [InlineData(403, null, ConnectorFailure.Misconfigured, null, "HubSpot does not allow reading contacts (403): give the connection that right there.")]
    [InlineData(400, null, ConnectorFailure.Misconfigured, null, "HubSpot answered 400.")]
    [InlineData(301, null, ConnectorFailure.Misconfigured, null, "HubSpot answered with a redirect to : give that address.")]
    public async Task What_HubSpot_answers_says_whose_job_it_is(int status, string? retryAfter, ConnectorFailure failure, int? seconds, string message)
    {
        await using var hubspot = await FakeHubSpot.StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        hubspot.BadDay = context =>
        {
            (context.Response.StatusCode, context.Response.Headers.RetryAfter) = (status, retryAfter);
            return Task.FromResult(true);
        };
        var thrown = await Assert.ThrowsAsync<ConnectorException>(() => Connect(hubspot, http).ReadAsync(null, 100, default));
        Assert.Equal((failure, message, seconds), (thrown.Failure, thrown.Message, (int?)thrown.RetryAfter?.TotalSeconds));
        var health = await Connect(hubspot, http).CheckAsync(default);
        Assert.Equal((failure, message), (health.Failure, health.Detail));
    }

    [Theory]
    [InlineData("<html>Sorry</html>")]
    [InlineData("{\"status\":\"error\"}")]
    [InlineData("{\"results\":[{\"id\":\"1\"}]}")]
    [InlineData("{\"results\":[{\"id\":\"1\",\"prop")]
    [InlineData("{\"results\":7}")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task An_answer_of_200_that_is_none_is_tried_again(string body)
    {
        await using var hubspot = await FakeHubSpot.StartAsync();
        using var http = new HttpClient();
        hubspot.BadDay = async context =>
        {
            await context.Response.WriteAsync(body);
            return true;
        };
        var thrown = await Assert.ThrowsAsync<ConnectorException>(() => Connect(hubspot, http).ReadAsync(null, 100, default));
        Assert.Equal(ConnectorFailure.Unavailable, thrown.Failure);
        Assert.StartsWith("What HubSpot answered could not be read: ", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_was_revoked_is_told_and_nothing_is_asked_after_cancelling()
    {
        await using var hubspot = await FakeHubSpot.StartAsync();
        using var http = new HttpClient();
        var health = await new HubSpotSource(hubspot.Settings with { Token = new("pat-0") }, http, new HandClock()).CheckAsync(default);
        Assert.Equal(ConnectorFailure.NeedsReconnect, health.Failure);
        hubspot.Asked.Clear();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Connect(hubspot, http).ReadAsync(null, 100, new(canceled: true)));
        Assert.Empty(hubspot.Asked);
    }

    private static HubSpotSource Connect(FakeHubSpot hubspot, HttpClient http) => new(hubspot.Settings, http, new HandClock());
}
