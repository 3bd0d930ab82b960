using System.CommandLine;
using Host.Plugins.Isolation;

namespace Host.Commands;

/// <summary>What the server starts for a plugin with <c>"isolation": "process"</c>; nobody types it.</summary>
internal static class PluginHostCommand
{
    public static Command Make(TimeProvider machine)
    {
        var pipe = new Option<string>("--pipe") { Required = true };
        var host = new Command(PluginHost.Command) { pipe };
        host.Hidden = true;
        host.SetAction((parsed, cancel) => PluginHost.Run(parsed.GetRequiredValue(pipe), machine, cancel));
        return host;
    }
}
