using Audiences.Sdk;
using Contracts;
using Host.Api.Http;
using Host.Plugins;
using Host.Plugins.Manifest;
using MediatR;

namespace Host.Api;

/// <summary>/v1/plugins: what plugins.json declares and how it does.</summary>
internal static partial class PluginsApi
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var routes = app.MapGroup("/v1/plugins").WithTags("Plugins");
        routes.MapGet("", Show).Require(Scopes.Admin).Produces<PluginsJson>()
            .WithSummary("The plugins of plugins.json in its order, each with its state, the reason for it, and its connectors.");
        // As long as their processes take to start.
        routes.MapPost("/reload", Reload).Require(Scopes.Admin).Produces<PluginsJson>().DisableRequestTimeout()
            .WithSummary("Reads plugins.json and the plugins' files again; what has not changed and is active goes on undisturbed.");
    }

    private static IResult Show(ConnectorCatalogue catalogue) => Json.Answer(View(catalogue));

    private static async Task<IResult> Reload(HttpContext http, ConnectorCatalogue catalogue, IMediator door, ILogger<ConnectorCatalogue> log)
    {
        var by = http.Principal();
        LogReload(log, by.Name, by.KeyId);
        // Half a reload would be worse than one that nobody waits for.
        await catalogue.Reload(CancellationToken.None);
        await door.Send(new WakeSyncs(), CancellationToken.None);
        return Json.Answer(View(catalogue));
    }

    private static PluginsJson View(ConnectorCatalogue catalogue) => new([.. catalogue.Plugins.Select(View)], null, catalogue.ManifestPath, catalogue.Problem);

    private static PluginJson View(Plugin plugin)
    {
        var (state, reason) = plugin.Now;
        return new(
            plugin.Id, state, reason, plugin.Entry?.Assembly, plugin.Entry?.Isolation, plugin.Report.Version, plugin.Report.SdkVersion,
            [.. plugin.Report.Connectors.Select(each => new PluginConnectorJson(each.Id, each.Name, each.Ports, [.. each.Settings.Select(View)]))]);
    }

    private static PluginSettingJson View(Setting setting) =>
        new(setting.Name, setting.Label, setting.Help, setting.Kind, setting.Required, setting.Kind == SettingKind.Secret, setting.Choices);

    [LoggerMessage(Level = LogLevel.Information, Message = "{User} reloads the plugins with key {Key}")]
    private static partial void LogReload(ILogger log, string user, string key);
}

/// <param name="Next">Always null: there are few.</param>
/// <param name="Manifest">Where plugins.json is looked for.</param>
/// <param name="Problem">Why none of it could be read; null when it could.</param>
internal sealed record PluginsJson(IReadOnlyList<PluginJson> Items, string? Next, string Manifest, string? Problem);

/// <param name="Reason">Why it is in that state and what to do; of an active one, what is worth knowing.</param>
/// <param name="SdkVersion">Of Audiences.Sdk, that it was built against.</param>
internal sealed record PluginJson(
    string Id, PluginState State, string? Reason, string? Assembly, Isolation? Isolation, string? Version, string? SdkVersion, IReadOnlyList<PluginConnectorJson> Connectors);

/// <param name="Ports">contacts: pulled from it; audiences: it is kept equal to them; email, sms, whatsApp: it sends these.</param>
internal sealed record PluginConnectorJson(string Id, string Name, IReadOnlyList<ConnectorPort> Ports, IReadOnlyList<PluginSettingJson> Settings);

/// <param name="Secret">It is never answered once it is given.</param>
internal sealed record PluginSettingJson(string Name, string Label, string? Help, SettingKind Kind, bool Required, bool Secret, IReadOnlyList<string> Choices);
