using Audiences.Sdk;
using Plugins.CrmImport.CardDav;
using Plugins.Email;
using Plugins.Webhook;
using Tests.Support;

namespace Tests.Plugins;

/// <summary>The connectors that come with the server, as it sees them when it loads them.</summary>
public class ShippedConnectorsTests
{
    [Fact]
    public void Each_is_declared_as_the_server_wants_it() => Assert.Equal(
        [
            "carddav: address*, userName*, password*", "hubspot: token, clientId, clientSecret, account, properties, address",
            "email: server*, port, encryption, userName, password, signIn, returnPath, authority", "webhook: address*, secrets*",
        ],
        new[] { typeof(CardDavSource), typeof(EmailChannel), typeof(WebhookDestination) }.SelectMany(type => ConnectorDeclaration.In(type.Assembly).OrderBy(each => each.Id, StringComparer.Ordinal))
            .Select(each => $"{each.Id}: {string.Join(", ", each.Settings!.Settings.Select(setting => setting.Name + (setting.Required ? "*" : "")))}"));

    [Fact]
    public void Each_is_made_with_the_settings_of_its_form()
    {
        using var http = new HttpClient();
        foreach (var (type, form) in new[]
            {
                (typeof(CardDavSource), """{ "address": "https://dav.example.org/ann", "userName": "ann", "password": "x" }"""),
                (typeof(EmailChannel), """{ "server": "smtp.example.org", "encryption": "Tls", "port": 465 }"""),
                (typeof(WebhookDestination), """{ "address": "https://example.org/hook", "secrets": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" }"""),
            })
        {
            var declared = ConnectorDeclaration.Of(type);
            Assert.True(declared.Settings!.TryBind(System.Text.Json.JsonDocument.Parse(form).RootElement, out var settings, out var errors), string.Join(", ", errors));
            Assert.IsType(type, declared.Create(settings, http, TimeProvider.System));
        }
    }

    [Theory]
    [InlineData("webhook")]
    [InlineData("email")]
    [InlineData("crm-import")]
    public void None_brings_a_copy_of_the_SDK(string plugin)
    {
        var built = Directory.GetFiles(Path.Combine(Executable.Root, "plugins", plugin, "bin"), "*.dll", SearchOption.AllDirectories);
        Assert.NotEmpty(built);
        Assert.All(built, file => Assert.StartsWith("Plugins.", Path.GetFileName(file), StringComparison.Ordinal));
    }
}
