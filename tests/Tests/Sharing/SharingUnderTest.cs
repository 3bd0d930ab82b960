using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Sharing.Stored;
using Tests.Support;

namespace Tests.Sharing;

/// <summary>The whole server over a real database, with <see cref="FakeConnectors"/> in the place of plugins.</summary>
internal sealed class SharingUnderTest : IAsyncDisposable
{
    private SharingUnderTest(RunningServer server, FakeConnectors list) => (Server, List) = (server, list);

    public RunningServer Server { get; }

    public FakeConnectors List { get; }

    public static async Task<SharingUnderTest> Start(params string[] args)
    {
        var list = new FakeConnectors();
        return new(await RunningServer.Start(services => services.AddSingleton<IConnectors>(list), args: args), list);
    }

    public async Task<JsonElement> Send(HttpMethod method, string path, string? json = null, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var (status, body, _) = await Server.Send(method, path, json);
        Assert.True(status == expected, $"{method} {path}: {(int)status} {(body.ValueKind == JsonValueKind.Undefined ? "" : body.GetRawText())}");
        return body;
    }

    public Task<JsonElement> Get(string path) => Send(HttpMethod.Get, path);

    public async Task<string> Connect(string token = "swordfish") => Id(await Send(
        HttpMethod.Post, "/v1/connectors", $$$"""{"connector":"list","name":"A list","settings":{"token":"{{{token}}}","region":"eu"}}""", HttpStatusCode.Created));

    public async Task Contact(string name, string plan) =>
        Assert.True((await Server.Send(HttpMethod.Post, "/v1/contacts", $$$"""{"externalId":"{{{name}}}","email":"{{{name}}}@example.org","traits":{"plan":"{{{plan}}}"}}""")).Status
            is HttpStatusCode.OK or HttpStatusCode.Created);

    /// <summary>Of all whose plan is gold.</summary>
    public async Task<string> Audience(bool active = true)
    {
        var id = Id(await Send(
            HttpMethod.Post, "/v1/audiences", """{"name":"Gold","definition":{"match":"all","conditions":[{"field":"trait.plan","op":"equals","value":"gold"}]}}""", HttpStatusCode.Created));
        if (active) await Send(HttpMethod.Post, $"/v1/audiences/{id}/activate");
        return id;
    }

    public async Task<string> Sync(string audience, string connection) =>
        Id(await Send(HttpMethod.Post, "/v1/syncs", $$"""{"audience":"{{audience}}","connection":"{{connection}}"}""", HttpStatusCode.Created));

    /// <summary>Contacts of that external id, as the list knows them.</summary>
    public async Task<string> KeyOf(string name) => Id(await Get($"/v1/contacts/externalId:{name}"));

    public async Task<JsonElement> Until(string sync, Func<JsonElement, bool> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        JsonElement seen;
        while (!isSo(seen = await Get($"/v1/syncs/{sync}")))
            Assert.False(limit.IsCancellationRequested, $"It came to {seen.GetRawText()}; the list has {List.Members.Length}");
        return seen;
    }

    /// <summary>
    /// The list has those of these names and no others, and then the sync says that it is done. The list is looked at first: what the sync
    /// said before it brought the last of them is of an earlier state.
    /// </summary>
    public async Task UntilMembersAre(string sync, params string[] names)
    {
        var keys = new List<string>();
        foreach (var name in names) keys.Add(await KeyOf(name));
        keys.Sort(StringComparer.Ordinal);
        var had = false;
        await Until(sync, seen =>
        {
            var isDone = had && seen.GetProperty("status").GetString() == "synced";
            had = List.Members.SequenceEqual(keys);
            return isDone;
        });
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private static string Id(JsonElement body) => body.GetProperty("id").GetString()!;
}
