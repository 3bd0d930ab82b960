using System.Net;
using System.Text.Json;
using Tests.Support;

namespace Tests.Api;

public sealed class FieldListTests : IAsyncLifetime
{
    private RunningServer server = null!;

    public async Task InitializeAsync()
    {
        server = await RunningServer.Start();
        await Send("/v1/fields/custom/size", """{"label":"Size","kind":"pickOne","options":["s","xl"]}""", HttpMethod.Put);
        await Send("/v1/contacts", """{"externalId":"a","tags":["vip"],"customFields":{"size":"xl"},"traits":{"plan":"pro","points":5,"home":{"city":"Lyon"},"pets":["cat","dog"]}}""");
        await Send("/v1/contacts", """{"externalId":"b","tags":["vip","new"],"traits":{"plan":"pro","points":7,"pets":["cat","cat"]}}""");
        await Send("/v1/contacts", """{"externalId":"c","traits":{"plan":"free","points":"many"}}""");
        await Send("/v1/track", """{"userId":"a","event":"bought a car","messageId":"1","properties":{"amount":10,"at":"2026-01-01","new":true}}""");
        await Send("/v1/track", """{"userId":"a","event":"bought a car","messageId":"2","properties":{"amount":20}}""");
        await Send("/v1/page", """{"userId":"b","name":"Pricing","messageId":"3"}""");
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Theory]
    [InlineData("tag", null, "list", 2, "vip 2, new 1")]
    [InlineData("custom.size", null, "pickOne", 1, "xl 1")]
    [InlineData("trait.plan", null, "text", 3, "pro 2, free 1")]
    [InlineData("trait.points", null, "any", 3, "5 1, 7 1, many 1")]
    [InlineData("trait.home.city", null, "text", 1, "Lyon 1")]
    [InlineData("trait.pets", null, "text", 2, "cat 2, dog 1")]
    [InlineData("event.bought a car", null, "event", 1, "")]
    [InlineData("event.bought a car", "amount", "number", 1, "10 1, 20 1")]
    [InlineData("event.bought a car", "at", "date", 1, "2026-01-01 1")]
    [InlineData("event.bought a car", "new", "boolean", 1, "true 1")]
    [InlineData("page.Pricing", null, "event", 1, "")]
    [InlineData("lastSeen", null, "date", 0, "")]
    [InlineData("identified", null, "boolean", 3, "true 3")]
    public async Task A_field_is_listed_with_what_contacts_have_in_it(string field, string? property, string kind, int seen, string values)
    {
        var listed = Assert.Single(await All(), item => item.GetProperty("field").GetString() == field && item.GetProperty("property").GetString() == property);
        Assert.Equal(
            (kind, seen, values),
            (listed.GetProperty("kind").GetString(), listed.GetProperty("seen").GetInt32(),
                string.Join(", ", listed.GetProperty("values").EnumerateArray().Select(value => $"{value.GetProperty("value")} {value.GetProperty("count")}"))));
    }

    [Fact]
    public async Task Every_operator_that_is_listed_is_taken_and_custom_fields_take_no_other()
    {
        var size = Assert.Single(await All(), item => item.GetProperty("field").GetString() == "custom.size");
        Assert.Equal("Size", size.GetProperty("label").GetString());
        Assert.DoesNotContain(size.GetProperty("operators").EnumerateArray(), name => name.GetString() == "greaterThan");
        Assert.Equal(HttpStatusCode.OK, (await Preview("equals", "\"xl\"")).Status);
        var (code, problem, _) = await Preview("greaterThan", "5");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, code);
        var (_, made, _) = await server.Send(
            HttpMethod.Post, "/v1/audiences", """{"name":"VIP","definition":{"match":"all","conditions":[{"field":"tag","op":"equals","value":"vip"}]}}""");
        await server.Send(HttpMethod.Post, $"/v1/audiences/{made.GetProperty("id").GetString()}/activate");
        var (edited, _, _) = await server.Send(
            HttpMethod.Post, $"/v1/audiences/{made.GetProperty("id").GetString()}/diff",
            """{"definition":{"match":"all","conditions":[{"field":"custom.size","op":"greaterThan","value":5}]}}""");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, edited);
        Assert.StartsWith("`greaterThan` does not go with \"Size\"", problem.GetProperty("errors").GetProperty("definition.exclude[0].conditions[0].op")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_definition_is_checked_as_saving_would_and_nothing_is_saved()
    {
        var (code, answer, _) = await Check("""{"match":"all","conditions":[{"field":"trait.plan","op":"equals","value":"pro"},{"field":"trait.plam","op":"exists"}]}""");
        Assert.Equal(HttpStatusCode.OK, code);
        Assert.Equal("pro", answer.GetProperty("definition").GetProperty("conditions")[0].GetProperty("value").GetString());
        Assert.Contains("plan equals pro", answer.GetProperty("sentence").GetString(), StringComparison.Ordinal);
        Assert.Contains("Did you mean `trait.plan`?", answer.GetProperty("warnings").GetRawText().Replace("\\u0060", "`", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Check("""{"match":"all","conditions":[{"field":"trait.plan","op":"equal","value":"pro"}]}""")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Check("""{"match":"all","conditions":[{"field":"audience.none","op":"memberOf"}]}""")).Status);
        Assert.Empty((await server.Send(HttpMethod.Get, "/v1/audiences?kind=custom")).Body.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Pages_put_together_are_the_list()
    {
        var (whole, pieces) = (await All(), new List<string>());
        for (var next = ""; next is not null;)
        {
            var (_, page, _) = await server.Send(HttpMethod.Get, $"/v1/fields?limit=7{(next.Length > 0 ? $"&cursor={Uri.EscapeDataString(next)}" : "")}");
            pieces.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetRawText()));
            next = page.GetProperty("next").GetString();
        }
        Assert.Equal(whole.Select(item => item.GetRawText()), pieces);
    }

    private async Task<JsonElement[]> All()
    {
        var (code, page, _) = await server.Send(HttpMethod.Get, "/v1/fields?limit=1000");
        Assert.Equal(HttpStatusCode.OK, code);
        return [.. page.GetProperty("items").EnumerateArray()];
    }

    private Task<(HttpStatusCode Status, JsonElement Body, HttpResponseMessage Answer)> Preview(string op, string value) => server.Send(
        HttpMethod.Post, "/v1/audiences/preview",
        $$$"""{"definition":{"match":"all","conditions":[{"field":"tag","op":"equals","value":"vip"}],"exclude":[{"match":"any","conditions":[{"field":"custom.size","op":"{{{op}}}","value":{{{value}}}}]}]}}""");

    private Task<(HttpStatusCode Status, JsonElement Body, HttpResponseMessage Answer)> Check(string definition) =>
        server.Send(HttpMethod.Post, "/v1/definitions/check", "{\"definition\":" + definition + "}");

    private async Task Send(string path, string body, HttpMethod? method = null)
    {
        var (code, answer, _) = await server.Send(method ?? HttpMethod.Post, path, body);
        Assert.True((int)code is 200 or 201, $"{path} answered {code}: {answer}");
    }
}
