using System.Reflection;
using Audiences.Sdk;
using Host.Plugins.Calling;

namespace Host.Plugins.Loading;

/// <summary>A plugin in this process.</summary>
internal sealed class LoadedPlugin : IPluginRoom
{
    private readonly PluginContext context;
    private readonly PluginThreads threads;
    private readonly OpenConnections? connections;

    private LoadedPlugin(string plugin, PluginCopy copy, int parallel, ConnectorHttp http, TimeProvider time)
    {
        context = new(plugin, copy);
        // A call that blocks on its own continuations still finds a thread for them.
        threads = new(plugin, 2 * parallel);
        Report = Look(plugin, copy, out var declared);
        if (declared.Count > 0) connections = new(declared, http, time);
    }

    public PluginReport Report { get; }

    // The server would have died with it.
    public event Action<string> Died
    {
        add { }
        remove { }
    }

    public static LoadedPlugin Load(string plugin, PluginCopy copy, int parallel, ConnectorHttp http, TimeProvider time) =>
        new(plugin, copy, parallel, http, time);

    public Task<CallAnswer> Run(PluginCall call, CancellationToken cancel) => threads.Run(() => Answer(call, cancel));

    // No thread can be ended in .NET. It keeps its place, so that no more than the plugin's number of them are ever lost.
    public bool End(string reason) => false;

    public async ValueTask DisposeAsync()
    {
        if (connections is not null) await threads.Run(() => connections.CloseAll());
        threads.Stop();
        context.Unload();
    }

    private PluginReport Look(string plugin, PluginCopy copy, out IReadOnlyList<ConnectorDeclaration> declared)
    {
        declared = [];
        var (version, built) = (default(string), default(Version));
        try
        {
            var assembly = context.LoadMain();
            version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? assembly.GetName().Version?.ToString();
            built = SdkVersion.Of(assembly) ?? throw new PluginRefused($"{copy.Assembly} does not use Audiences.Sdk: name the assembly that holds the connectors.");
            if (SdkVersion.Objection(built, SdkVersion.Current) is { } objection) throw new PluginRefused(objection, PluginState.NotSupported);
            declared = ConnectorDeclaration.In(assembly);
            return new(PluginState.Active, Note(copy), version, built.ToString(), [.. declared.Select(each => ConnectorInfo.Of(plugin, each))]);
        }
        catch (Exception problem)
        {
            return new((problem as PluginRefused)?.State ?? PluginState.Malfunctioned, Reason(problem, copy), version, built?.ToString(), []);
        }
    }

    private static string? Note(PluginCopy copy) => copy.Hashes.ContainsKey("Audiences.Sdk.dll")
        ? "It brings a copy of Audiences.Sdk.dll, which is left alone: the server's is used. Reference the SDK with ExcludeAssets=\"runtime\"." : null;

    private static string Reason(Exception problem, PluginCopy copy) => problem switch
    {
        PluginRefused or InvalidOperationException => problem.Message,
        BadImageFormatException => $"{copy.Assembly} is not a .NET assembly.",
        ReflectionTypeLoadException types => $"Not all of its types can be loaded: {types.LoaderExceptions.FirstOrDefault()?.Message}",
        _ => $"It cannot be loaded: {problem.Message}",
    };

    private async Task<CallAnswer> Answer(PluginCall call, CancellationToken cancel)
    {
        try
        {
            return await connections!.Do(call, cancel);
        }
        catch (ConnectorException failed)
        {
            return CallAnswer.Failed(failed);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return CallAnswer.Canceled;
        }
        catch (Exception defect)
        {
            return CallAnswer.Broken(defect);
        }
    }
}
