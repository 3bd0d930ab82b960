using System.Net;
using System.Text.Json;
using Tests.Support;

namespace Tests.Api;

public sealed class CustomFieldTests : IAsyncLifetime
{
    private RunningServer server = null!;

    public async Task InitializeAsync() => server = await RunningServer.Start();

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task A_field_is_made_changed_and_removed()
    {
        Assert.Equal(HttpStatusCode.Created, await Put("size", """{"label":"Size","kind":"pickOne","options":["s",{"key":"xl","label":"Extra large"}]}"""));
        var (code, field, _) = await server.Send(HttpMethod.Put, "/v1/fields/custom/size", """{"label":"Dress size","kind":"pickOne","options":["s","xl","xxl"]}""");
        Assert.Equal(HttpStatusCode.OK, code);
        Assert.Equal("Dress size", field.GetProperty("label").GetString());
        Assert.Equal("xxl", field.GetProperty("options")[2].GetProperty("key").GetString());
        Assert.Equal(HttpStatusCode.Conflict, await Put("size", """{"label":"Size","kind":"text"}"""));
        Assert.Equal(HttpStatusCode.NoContent, (await server.Send(HttpMethod.Delete, "/v1/fields/custom/size")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Send(HttpMethod.Delete, "/v1/fields/custom/size")).Status);
    }

    [Theory]
    [InlineData("a.b", """{"label":"x","kind":"text"}""", "key")]
    [InlineData("a", """{"label":" ","kind":"text"}""", "label")]
    [InlineData("a", """{"label":"x","kind":"number"}""", "kind")]
    [InlineData("a", """{"label":"x","kind":"pickMany"}""", "options")]
    [InlineData("a", """{"label":"x","kind":"pickMany","options":["a","A"]}""", "options")]
    [InlineData("a", """{"label":"x","kind":"text","options":["a"]}""", "options")]
    [InlineData("a", """{"label":"x","kind":"currency"}""", "currency")]
    [InlineData("a", """{"label":"x","kind":"currency","currency":"euro"}""", "currency")]
    [InlineData("a", """{"label":"x","kind":"text","color":1}""", "color")]
    public async Task A_wrong_field_is_refused_by_path(string key, string body, string path)
    {
        var (code, problem, _) = await server.Send(HttpMethod.Put, $"/v1/fields/custom/{key}", body);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, code);
        Assert.True(problem.GetProperty("errors").TryGetProperty(path, out _), problem.GetRawText());
    }

    [Fact]
    public async Task Values_are_checked_wherever_they_are_written()
    {
        await Put("born", """{"label":"Born","kind":"date"}""");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Upsert("""{"externalId":"a","customFields":{"born":"soon"}}""")).Status);
        var (made, contact, _) = await Upsert("""{"externalId":"a","customFields":{"born":"1990-02-28","free":{"x":1}}}""");
        Assert.Equal(HttpStatusCode.Created, made);
        var id = contact.GetProperty("id").GetString();
        var (patched, problem, _) = await server.Send(HttpMethod.Patch, $"/v1/contacts/{id}", """{"customFields":{"born":5}}""");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, patched);
        Assert.StartsWith("customFields.born", problem.GetProperty("errors").EnumerateObject().Single().Name, StringComparison.Ordinal);
        var (_, batch, _) = await server.Send(HttpMethod.Post, "/v1/contacts/batch", """{"items":[{"externalId":"b","customFields":{"born":"x"}},{"externalId":"c","customFields":{"born":"2000-01-01"}}]}""");
        Assert.Equal(["refused", "created"], batch.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task A_value_out_of_scope_is_kept_and_hidden()
    {
        await Put("budget", """{"label":"Budget","kind":"currency","currency":"EUR","segments":["Buyer"]}""");
        var (_, contact, _) = await Upsert("""{"externalId":"a","segment":"Buyer","customFields":{"budget":100}}""");
        Assert.Equal(100, contact.GetProperty("customFields").GetProperty("budget").GetInt32());
        (_, contact, _) = await Upsert("""{"externalId":"a","segment":"Seller"}""");
        Assert.False(contact.GetProperty("customFields").TryGetProperty("budget", out _));
        var (_, preview, _) = await server.Send(
            HttpMethod.Post, "/v1/audiences/preview", """{"definition":{"match":"all","conditions":[{"field":"custom.budget","op":"atLeast","value":100}]}}""");
        Assert.Equal(1, preview.GetProperty("count").GetInt32());
        (_, contact, _) = await Upsert("""{"externalId":"a","segment":"Buyer"}""");
        Assert.Equal(100, contact.GetProperty("customFields").GetProperty("budget").GetInt32());
    }

    [Fact]
    public async Task Who_only_reads_or_writes_may_not_define_fields()
    {
        var (_, made, _) = await server.Send(HttpMethod.Post, "/v1/keys", """{"name":"w","scopes":["read","write"]}""");
        var (code, _, _) = await server.Send(
            HttpMethod.Put, "/v1/fields/custom/x", """{"label":"x","kind":"text"}""", ("Authorization", $"Bearer {made.GetProperty("key").GetString()}"));
        Assert.Equal(HttpStatusCode.Forbidden, code);
    }

    private async Task<HttpStatusCode> Put(string key, string body) => (await server.Send(HttpMethod.Put, $"/v1/fields/custom/{key}", body)).Status;

    private Task<(HttpStatusCode Status, JsonElement Body, HttpResponseMessage Answer)> Upsert(string body) => server.Send(HttpMethod.Post, "/v1/contacts", body);
}
