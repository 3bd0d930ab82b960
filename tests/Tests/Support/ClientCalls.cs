using System.Globalization;
using System.Text.Json.Nodes;

namespace Tests.Support;

/// <summary>The calls that nearly every journey makes, each failing loudly when the answer is not the good one.</summary>
internal static class ClientCalls
{
    public static string Rfc3339(this DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static DateTimeOffset Instant(this JsonNode? node) =>
        DateTimeOffset.Parse(node!.GetValue<string>(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public static string Text(this JsonNode? node) => node!.GetValue<string>();

    /// <summary>This text as a JSON object.</summary>
    public static JsonObject Json(this string text) => JsonNode.Parse(text)!.AsObject();

    public static string In(this string path, string parameter, string value) =>
        $"{path}{(path.Contains('?') ? '&' : '?')}{parameter}={Uri.EscapeDataString(value)}";

    public static async Task SetClock(this AudiencesClient client, DateTimeOffset now) =>
        (await client.Put("/v1/clock", new JsonObject { ["now"] = now.Rfc3339() })).Is(200);

    public static async Task<DateTimeOffset> Clock(this AudiencesClient client) =>
        (await client.Get("/v1/clock")).Is(200).Json["now"].Instant();

    /// <summary>Creates and activates; answers the audience's id once its version is in force.</summary>
    public static async Task<string> CreateActive(this AudiencesClient client, string name, string definition)
    {
        var made = (await client.Post("/v1/audiences", new JsonObject { ["name"] = name, ["definition"] = JsonNode.Parse(definition) })).Is(201);
        var id = made.Json["id"].Text();
        (await client.Post($"/v1/audiences/{id}/activate")).Is(200);
        return id;
    }

    /// <summary>An active audience into which people are put; of the key's book when none is given.</summary>
    public static async Task<string> CreateStatic(this AudiencesClient client, string name, string? book = null)
    {
        var made = (await client.Post("/v1/audiences", new JsonObject { ["name"] = name, ["kind"] = "static", ["book"] = book })).Is(201);
        var id = made.Json["id"].Text();
        (await client.Post($"/v1/audiences/{id}/activate")).Is(200);
        return id;
    }

    /// <summary>Somebody new in the organisation, with a key of his own.</summary>
    public static async Task<(AudiencesClient Client, string Id)> Invite(this AudiencesClient admin, string role)
    {
        var made = (await admin.Post("/v1/invitations", new JsonObject { ["email"] = "ann@example.org", ["role"] = role })).Is(201).Json;
        return await admin.Accept(made["token"].Text());
    }

    public static async Task<(AudiencesClient Client, string Id)> Accept(this AudiencesClient admin, string token)
    {
        var accepted = (await admin.Post("/v1/invitations/accept", new JsonObject { ["token"] = token, ["name"] = "Ann" })).Is(201).Json;
        return (new AudiencesClient(admin.Url, accepted["key"].Text()), accepted["user"]!["id"].Text());
    }

    public static async Task<Answer> Track(this AudiencesClient client, string user, string name, DateTimeOffset at, JsonObject? properties = null) =>
        (await client.Post("/v1/track", new JsonObject
        {
            ["userId"] = user, ["event"] = name, ["timestamp"] = at.Rfc3339(), ["messageId"] = Guid.NewGuid().ToString(), ["properties"] = properties,
        })).Is(200);

    public static async Task<JsonNode> Upsert(this AudiencesClient client, JsonObject contact) =>
        (await client.Post("/v1/contacts", contact)).Is(200, 201).Json;

    public static async Task<JsonNode> Contact(this AudiencesClient client, string key) =>
        (await client.Get($"/v1/contacts/{Uri.EscapeDataString(key)}")).Is(200).Json;

    /// <summary>Every item of a cursor-paged list.</summary>
    public static async Task<List<JsonNode>> All(this AudiencesClient client, string path)
    {
        var items = new List<JsonNode>();
        string? cursor = null;
        do
        {
            var page = path.In("limit", "1000");
            var answer = (await client.Get(cursor is null ? page : page.In("cursor", cursor))).Is(200).Json;
            items.AddRange(answer["items"]!.AsArray().Select(item => item!));
            cursor = answer["next"]?.GetValue<string>();
        } while (cursor is not null);
        return items;
    }

    public static Task<List<JsonNode>> Members(this AudiencesClient client, string audience) =>
        client.All($"/v1/audiences/{audience}/members?include=contact");

    public static async Task<List<string>> MemberIds(this AudiencesClient client, string audience) =>
        [.. (await client.All($"/v1/audiences/{audience}/members")).Select(item => item["contactId"].Text())];

    /// <summary>The message ids that a contact's event list shows, in its order.</summary>
    public static async Task<List<string>> EventIds(this AudiencesClient client, string contact) =>
        [.. (await client.All($"/v1/contacts/{Uri.EscapeDataString(contact)}/events")).Select(item => item["messageId"].Text())];
}
