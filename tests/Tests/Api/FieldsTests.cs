using System.Text.Json;
using Contracts;
using Host.Api.Http;

namespace Tests.Api;

public class FieldsTests
{
    [Fact]
    public void What_is_wrong_is_refused_at_once_and_unknown_fields_get_the_nearest_name()
    {
        var fields = new Fields(JsonElement.Parse("""{"nmae":"x","server":1,"id":"7","at":"1899-12-31T23:59:59Z"}"""), "", "id");
        fields.RequiredText("name");
        fields.Flag("server");
        fields.Time("at");
        var refusal = Assert.Throws<Refusal>(fields.End);
        Assert.Equal(422, refusal.Status);
        Assert.Equal(["at", "name", "nmae", "server"], refusal.Errors!.Keys.Order());
        Assert.Contains("did you mean `name`", refusal.Errors["nmae"][0], StringComparison.Ordinal);
    }

    [Fact]
    public void Null_and_absent_are_the_same_where_both_may_be()
    {
        var fields = new Fields(JsonElement.Parse("""{"name":" a ","server":null}"""));
        Assert.Equal("a", fields.RequiredText("name"));
        Assert.Null(fields.Flag("server"));
        Assert.Null(fields.Texts("scopes"));
        fields.End();
    }

    [Theory]
    [InlineData("[]"), InlineData("1"), InlineData("null")]
    public void Only_objects_have_fields(string json) =>
        Assert.Equal(422, Assert.Throws<Refusal>(new Fields(JsonElement.Parse(json)).End).Status);

    [Theory]
    [InlineData("2026-01-31T12:00:00Z", "2026-01-31T12:00:00.000Z")]
    [InlineData("2026-01-31T12:00:00.123456789+02:00", "2026-01-31T10:00:00.123Z")]
    [InlineData("2026-01-31T12:00:00.1234567+02:00", "2026-01-31T10:00:00.123Z")]
    [InlineData("2026-01-31t12:00:00z", "2026-01-31T12:00:00.000Z")]
    [InlineData("2026-01-31T12:00:00", null)]
    [InlineData("2026-01-31", null)]
    [InlineData("2026-02-30T12:00:00Z", null)]
    [InlineData("0001-01-01T00:00:00Z", null)]
    [InlineData("soon", null)]
    public void Times_are_instants_with_an_offset(string text, string? read) =>
        Assert.Equal(read, Times.TryParse(text, out var at) ? at.ToString() : null);
}
