using System.Text.Json;
using Host.Plugins.Calling;
using Host.Plugins.Loading;

namespace Host.Plugins;

/// <summary>The connectors of all active plugins, and the one way to call them.</summary>
internal sealed partial class ConnectorCatalogue(PluginLoader loader, CallPolicy policy, TimeProvider machine, ILogger<ConnectorCatalogue> log)
{
    private readonly SemaphoreSlim loading = new(1);
    private volatile IReadOnlyList<Plugin> plugins = [];

    /// <summary>In the order of plugins.json.</summary>
    public IReadOnlyList<Plugin> Plugins => plugins;

    /// <summary>Why plugins.json could not be read; null when it could.</summary>
    public string? Problem { get; private set; }

    public string ManifestPath => loader.ManifestPath;

    /// <summary>Of active plugins.</summary>
    public IReadOnlyList<ConnectorInfo> Connectors => [.. plugins.Where(IsActive).SelectMany(plugin => plugin.Report.Connectors)];

    /// <summary>A connection by these settings. Nothing runs until it is called, so nothing fails here.</summary>
    /// <param name="settings">A JSON object by the connector's schema, with the secrets.</param>
    public ConnectorInstance Open(string connector, JsonElement settings) => new(this, connector, settings, ConnectionPolicy.Make(policy, machine));

    /// <summary>What is wrong with settings, by name; empty when a connection can be made of them. The values are not in the answer.</summary>
    /// <exception cref="ConnectorCallFailed"/>
    public async Task<IReadOnlyDictionary<string, string>> CheckSettings(string connector, JsonElement settings, CancellationToken cancel)
    {
        var answer = await Call(new(Guid.Empty, connector, settings, new BindOrder()), cancel);
        return answer.Result!.Value.Deserialize<Dictionary<string, string>>(Wire.Options)!;
    }

    /// <summary>Reads plugins.json and the plugins' files again. What has not changed and is active goes on undisturbed.</summary>
    public async Task Reload(CancellationToken cancel)
    {
        await loading.WaitAsync(cancel);
        try
        {
            var old = plugins;
            var (manifest, now) = await loader.Load(old, cancel);
            (Problem, plugins) = (manifest.Problem, now);
            await Task.WhenAll(old.Except(now).Select(gone => LetGo(gone, cancel)));
            Tell(now);
        }
        finally
        {
            loading.Release();
        }
    }

    /// <summary>Ends all of them.</summary>
    public async Task Close(CancellationToken cancel)
    {
        await loading.WaitAsync(cancel);
        try
        {
            var old = plugins;
            plugins = [];
            await Task.WhenAll(old.Select(plugin => LetGo(plugin, cancel)));
        }
        finally
        {
            loading.Release();
        }
    }

    internal Task<CallAnswer> Call(PluginCall call, CancellationToken cancel) => Offering(call.Connector).Supervisor!.Call(call, cancel);

    private Plugin Offering(string connector)
    {
        var offering = plugins.Where(plugin => plugin.Report.Connectors.Any(each => each.Id == connector)).ToList();
        if (offering.FirstOrDefault(IsActive) is { } active) return active;
        throw new ConnectorCallFailed(
            CallFailure.NotActive,
            offering.FirstOrDefault() is { } plugin ? $"The plugin {plugin.Id} is {plugin.Now.State}: {plugin.Now.Reason}" : $"No plugin has a connector \"{connector}\".");
    }

    private static bool IsActive(Plugin plugin) => plugin.Now.State == PluginState.Active;

    // A plugin that does not let go is not waited for.
    private async Task LetGo(Plugin plugin, CancellationToken cancel)
    {
        try
        {
            await plugin.End(PluginState.Disabled, "It was replaced by a reload.").WaitAsync(policy.Grace, machine, cancel);
        }
        catch (TimeoutException)
        {
            LogHolds(log, plugin.Id, policy.Grace.TotalSeconds);
        }
    }

    private void Tell(IEnumerable<Plugin> now)
    {
        if (Problem is not null) LogProblem(log, Problem);
        foreach (var plugin in now) LogState(log, plugin.Id, plugin.Now.State.ToString(), plugin.Now.Reason);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Plugin {Plugin}: {State} {Reason}")]
    private static partial void LogState(ILogger log, string plugin, string state, string? reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Problem}")]
    private static partial void LogProblem(ILogger log, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Plugin {Plugin} was not let go within {Seconds} s: a call of it hangs")]
    private static partial void LogHolds(ILogger log, string plugin, double seconds);
}
