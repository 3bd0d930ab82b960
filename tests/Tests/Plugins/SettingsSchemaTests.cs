using Audiences.Sdk;
using static Tests.Plugins.SettingsSchemaTests.Level;

namespace Tests.Plugins;

public sealed class SettingsSchemaTests
{
    private static readonly SettingsSchema Schema = SettingsSchema.Of(typeof(Everything));

    public enum Level { Low, High }

    [Fact]
    public void A_form_has_what_the_type_declares() => Assert.Equal(
        [
            ("account", "Account", "As in the address bar.", SettingKind.Text, true, ""), ("key", "Key", null, SettingKind.Secret, true, ""),
            ("endpoint", "Endpoint", null, SettingKind.Url, false, ""), ("isTrial", "Trial", null, SettingKind.Boolean, false, ""),
            ("most", "Most a minute", null, SettingKind.Integer, false, ""), ("share", "Share", null, SettingKind.Decimal, false, ""),
            ("level", "Level", null, SettingKind.Choice, false, "Low,High"),
        ],
        Schema.Settings.Select(each => (each.Name, each.Label, each.Help, each.Kind, each.Required, string.Join(',', each.Choices))));

    [Fact]
    public void What_is_filled_in_becomes_an_instance()
    {
        var all = Bound("""{ "account": "a", "key": "k", "endpoint": "https://x.example/y", "isTrial": true, "most": 7, "share": 0.1, "level": "High" }""");
        Assert.Equal(("a", "k", new Uri("https://x.example/y"), true, 7, 0.1m, High), (all.Account, all.Key.Reveal(), all.Endpoint, all.IsTrial, all.Most, all.Share, all.Level));
    }

    [Fact]
    public void What_is_absent_or_null_has_its_default()
    {
        var few = Bound("""{ "account": "a", "key": "k", "most": null }""");
        Assert.Equal((null, false, 60, Low), (few.Endpoint, few.IsTrial, few.Most, few.Level));
    }

    [Theory]
    [InlineData("""{ "key": "k" }""", "account", "must be given")]
    [InlineData("""{ "account": " ", "key": "k" }""", "account", "must be a text that is not blank")]
    [InlineData("""{ "account": 1, "key": "k" }""", "account", "must be a text that is not blank")]
    [InlineData("""{ "account": "\ud800", "key": "k" }""", "account", "must be a text that is not blank")]
    [InlineData("""{ "account": "a", "key": "" }""", "key", "must be a text that is not blank")]
    [InlineData("""{ "account": "a", "key": "k", "endpoint": "ftp://x" }""", "endpoint", "must be an address that begins with https:// or http://")]
    [InlineData("""{ "account": "a", "key": "k", "endpoint": "x" }""", "endpoint", "must be an address that begins with https:// or http://")]
    [InlineData("""{ "account": "a", "key": "k", "isTrial": "true" }""", "isTrial", "must be true or false")]
    [InlineData("""{ "account": "a", "key": "k", "most": 1.5 }""", "most", "must be a whole number between -2147483648 and 2147483647")]
    [InlineData("""{ "account": "a", "key": "k", "share": "1" }""", "share", "must be a number")]
    [InlineData("""{ "account": "a", "key": "k", "level": "high" }""", "level", "must be one of Low, High")]
    [InlineData("""{ "account": "a", "key": "k", "acount": "a" }""", "acount", "there is no such setting; there are account, key, endpoint, isTrial, most, share, level")]
    [InlineData("[]", "", "settings are a JSON object")]
    public void What_is_wrong_is_said_of_each_setting(string values, string setting, string error)
    {
        Assert.False(Schema.TryBind(Json(values), out var settings, out var errors));
        Assert.Null(settings);
        Assert.Equal([KeyValuePair.Create(setting, error)], errors);
    }

    [Fact]
    public void A_secret_shows_itself_to_who_asks_for_it_alone()
    {
        var secret = Bound("""{ "account": "a", "key": "hush" }""").Key;
        Assert.Equal("***", $"{secret}");
        Assert.DoesNotContain("hush", System.Text.Json.JsonSerializer.Serialize(secret), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(WithoutLabel), "has no [Setting]")]
    [InlineData(typeof(OfDates), "a setting is a string, Secret, Uri, bool, int, decimal or an enum")]
    [InlineData(typeof(WithArguments), "give it a public constructor without parameters")]
    public void A_type_that_cannot_be_settings_is_refused_with_advice(Type type, string advice) =>
        Assert.Contains(advice, Assert.Throws<InvalidOperationException>(() => SettingsSchema.Of(type)).Message, StringComparison.Ordinal);

    private static Everything Bound(string values)
    {
        Assert.True(Schema.TryBind(Json(values), out var settings, out var errors), string.Join("; ", errors));
        return Assert.IsType<Everything>(settings);
    }

    private static System.Text.Json.JsonElement Json(string text) => System.Text.Json.JsonElement.Parse(text);

    public sealed class Everything
    {
        [Setting("Account", Help = "As in the address bar.")] public required string Account { get; init; }
        [Setting("Key")] public required Secret Key { get; init; }
        [Setting("Endpoint")] public Uri? Endpoint { get; init; }
        [Setting("Trial")] public bool IsTrial { get; init; }
        [Setting("Most a minute")] public int? Most { get; init; } = 60;
        [Setting("Share")] public decimal Share { get; init; }
        [Setting("Level")] public Level Level { get; init; }
    }

    public sealed class WithoutLabel
    {
        public string? Text { get; set; }
    }

    public sealed class OfDates
    {
        [Setting("When")] public DateTime When { get; set; }
    }

    public sealed class WithArguments(string text)
    {
        [Setting("Text")] public string Text { get; set; } = text;
    }
}
