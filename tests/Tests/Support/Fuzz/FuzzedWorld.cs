using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Host.Api.Http;
using Tests.Rules.Plain;

namespace Tests.Support.Fuzz;

/// <summary>A server with a few people and audiences, and requests to it in which something is wrong.</summary>
internal sealed class FuzzedWorld(AudiencesClient client)
{
    // Longer ones are refused before anything reads them.
    private const int MostInAPath = 2_000;

    private static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] Texts =
    [
        "performed purchase at least 2 times in the last 30 days with amount is above 100 and trait.plan is one of premium, \"a b\", except stage equals Lost",
        "any of (last saw page \"/x\" between 2026-01-01 and any (America/Havana) with (a exists and b in this week (weeks from sunday)))",
        "not (birthday has an anniversary in the next 2 weeks or trait.\"a b\" has been on for 3 days), except member of \"Plain\" or no member of Nested",
        "sessionCount is between 1 and 3 in the last 30 calendar days (Europe/Brussels) or lastSeen more than 36h ago or eventCount equals 1e2",
    ];

    private string _tenantAndBook = "";
    private string _plain = "", _nested = "", _contact = "", _place = "", _cursor = "", _next = "";

    public async Task Fill()
    {
        await client.SetClock(Now);
        var me = (await client.Get("/v1/me")).Is(200).Json;
        _tenantAndBook = $"{Name(me["tenant"])} {Name(me["book"])}";
        for (var number = 0; number < 30; number++)
        {
            _contact = (await client.Upsert(new JsonObject
            {
                ["externalId"] = $"fuzz-{number}", ["tags"] = new JsonArray("vip"), ["traits"] = new JsonObject { ["plan"] = "premium", ["n"] = number, ["when"] = "2026-03-01" },
            }))["id"].Text();
            await client.Track($"fuzz-{number}", "a", Now.AddHours(-number), new JsonObject { ["amount"] = number, ["when"] = "2026-03-02" });
        }
        _plain = await client.CreateActive("Plain", """{ "match": "all", "conditions": [ { "field": "tag", "op": "equals", "value": "vip" } ] }""");
        _nested = await client.CreateActive("Nested", $$"""{ "match": "all", "conditions": [ { "field": "audience.{{_plain}}", "op": "memberOf" } ] }""");
        var page = (await client.Get($"/v1/audiences/{_plain}/members?limit=1")).Is(200).Json;
        (_place, _cursor) = (page["place"].Text(), page["next"].Text());
        _next = (await client.Get("/v1/audiences?limit=1")).Is(200).Json["next"].Text();
    }

    /// <summary>Always the same for one seed, but for the ids that the server made.</summary>
    public FuzzedRequest Request(ulong seed)
    {
        var slips = new Slips(new Random((int)(seed % int.MaxValue)));
        return slips.Pick<Func<FuzzedRequest>>([
            () => OfDefinition(seed, slips), () => OfDefinition(seed, slips), () => OfText(slips), () => OfText(slips), () => OfList(slips), () => OfForgedCursor(slips),
            () => OfPath(slips)])();
    }

    private FuzzedRequest OfDefinition(ulong seed, Slips slips)
    {
        var definition = GeneratedRules.Definitions(3, [_plain, _nested]).Sample(1, new Rnd(seed), 30).Single().Replace("ZONE", "America/Havana", StringComparison.Ordinal);
        var path = slips.Pick(["/v1/definitions/check", "/v1/audiences/preview", $"/v1/audiences/{_plain}/diff", "/v1/audiences"]);
        return new FuzzedRequest(HttpMethod.Post, path, slips.Json($$"""{"definition":{{definition}}{{(path == "/v1/audiences" ? ",\"name\":\"Fuzz\"" : "")}}}"""));
    }

    private static FuzzedRequest OfText(Slips slips)
    {
        var text = slips.Pick(Texts);
        for (var count = slips.Pick([1, 1, 2, 5]); count > 0; count--)
        {
            text = slips.Raw(text);
        }
        return new FuzzedRequest(HttpMethod.Post, "/v1/definitions/check", new JsonObject { ["text"] = text }.ToJsonString());
    }

    private FuzzedRequest OfList(Slips slips)
    {
        var audience = $"/v1/audiences/{_plain}";
        var (path, parameters) = slips.Pick<(string, string[])>([
            ($"{audience}/members", ["cursor", "asOf", "include", "limit"]), ($"{audience}/changes", ["after", "wait", "expand", "limit"]), ($"{audience}/versions", ["cursor", "total"]),
            ($"{audience}/forecast", ["days"]), ("/v1/audiences", ["cursor", "kind", "status", "q"]), ("/v1/fields", ["cursor", "book"]), ("/v1/contacts", ["cursor", "q", "audience", "total"]),
            ($"/v1/contacts/{_contact}/events", ["cursor", "limit"])]);
        for (var count = slips.Pick([1, 1, 2]); count > 0; count--)
        {
            path = path.In(slips.Pick(parameters), Value(slips));
        }
        return new FuzzedRequest(HttpMethod.Get, path);
    }

    /// <summary>Never a length of time that is one: a reader who asks to wait is let wait.</summary>
    private string Value(Slips slips)
    {
        var value = slips.Pick([
            slips.Raw(slips.Pick([_cursor, _place, _next, "2026-03-10T12:00:00.000Z", "50", "1.0-2.0"])), slips.Text(), _place, "-PT1S", "P99999999999999D", "-1ms", "99999999999s",
            $"0.{long.MaxValue}", $"{int.MaxValue}.{long.MaxValue}.{int.MaxValue - 1}", $"0.{long.MaxValue}.0", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999-14:00"]);
        return value.Length <= MostInAPath ? value : value[..MostInAPath];
    }

    /// <summary>The checksum of a cursor is no secret: here is what somebody sends who makes it fit.</summary>
    private FuzzedRequest OfForgedCursor(Slips slips)
    {
        var path = slips.Pick([
            $"/v1/audiences/{_plain}/members", $"/v1/audiences/{_plain}/members?asOf=2026-03-10T12:00:00.000Z", $"/v1/audiences/{_plain}/versions", "/v1/audiences", "/v1/contacts",
            $"/v1/contacts/{_contact}/events", "/v1/fields", "/v1/keys", "/v1/contact-imports", $"/v1/audiences/{_plain}/pins", "/v1/audit", "/v1/users",
            "/v1/teams", "/v1/invitations", "/v1/organisations"]);
        var place = slips.Pick([
            slips.Raw($"{_contact}|{_place}"), $"{_contact}|0.{long.MaxValue}.{int.MaxValue}", $"{_contact}|{int.MaxValue}.1", $"{_contact}|-1.-1", "99999999999999999999", "-1", slips.Text(),
            _contact]);
        var filters = path.Split('?') is [var bare, var query] ? $"{bare} {_tenantAndBook}\n{query}" : $"{path} {_tenantAndBook}";
        return new FuzzedRequest(HttpMethod.Get, path.In("cursor", Cursor.Encode(place, filters)));
    }

    private FuzzedRequest OfPath(Slips slips)
    {
        var odd = Uri.EscapeDataString(slips.Pick([slips.Text(), slips.Raw(_contact), slips.Raw(_plain), $"externalId:{slips.Text()}", $"email:{slips.Text()}"]));
        return slips.Pick<FuzzedRequest>([
            new(HttpMethod.Get, $"/v1/audiences/{_plain}/explain/{odd}"), new(HttpMethod.Get, $"/v1/audiences/{_nested}/members/{odd}"), new(HttpMethod.Get, $"/v1/audiences/{odd}"),
            new(HttpMethod.Get, $"/v1/audiences/{odd}/changes?after={_place}"), new(HttpMethod.Post, $"/v1/audiences/{_plain}/versions/{odd}/restore"),
            new(HttpMethod.Get, $"/v1/contacts/{odd}/audiences"), new(HttpMethod.Post, $"/v1/audiences/{odd}/verify")]);
    }

    private static string Name(JsonNode? node) => node is JsonObject named ? named["id"].Text() : node.Text();
}
