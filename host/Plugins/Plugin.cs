using Host.Plugins.Calling;
using Host.Plugins.Loading;
using Host.Plugins.Manifest;

namespace Host.Plugins;

/// <summary>An entry of plugins.json and what became of it.</summary>
internal sealed class Plugin
{
    private readonly Lock gate = new();
    private readonly PluginCopy? copy;
    private PluginState state;
    private string? reason;
    private IPluginRoom? room;
    private Task? ended;

    private Plugin(PluginEntry? entry, string id, PluginReport report, PluginCopy? copy, IPluginRoom? room)
    {
        (Entry, Id, Report, this.copy, this.room) = (entry, id, report, copy, room);
        (state, reason) = (report.State, report.Reason);
    }

    public PluginEntry? Entry { get; }

    public string Id { get; }

    public PluginReport Report { get; }

    /// <summary>Null unless it was active once.</summary>
    public PluginSupervisor? Supervisor { get; private set; }

    public (PluginState State, string? Reason) Now
    {
        get
        {
            lock (gate) return (state, reason);
        }
    }

    public static Plugin Without(PluginEntry? entry, string id, PluginState state, string reason) =>
        new(entry, id, new(state, reason, null, null, []), null, null);

    public static Plugin In(PluginEntry entry, IPluginRoom room, PluginCopy copy, CallPolicy policy, PluginMeters meters, TimeProvider machine)
    {
        var plugin = new Plugin(entry, entry.Id, room.Report, copy, room);
        plugin.Supervisor = new(entry.Id, room, entry.Limits, policy, meters, machine, why => plugin.End(PluginState.Malfunctioned, why));
        return plugin;
    }

    /// <summary>It runs, and neither its entry nor its files have changed.</summary>
    public bool IsStill(PluginEntry entry, string fingerprint) => Now.State == PluginState.Active && Entry?.Text == entry.Text && copy?.Fingerprint == fingerprint;

    /// <summary>Takes no call any more; those under way have the plugin's timeout to end. Done when the plugin's code is let go.</summary>
    /// <remarks>The first state that it ends with stays.</remarks>
    public Task End(PluginState with, string why)
    {
        lock (gate)
        {
            if (state == PluginState.Active) (state, reason) = (with, why);
            if (room is null) return ended ?? Task.CompletedTask;
            var ending = room;
            room = null;
            return ended = Dispose(ending);
        }
    }

    private async Task Dispose(IPluginRoom ending)
    {
        // Its own disposing is the plugin's code too, and may take for ever; whoever ended it holds a lock.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await Supervisor!.Drain();
        await ending.DisposeAsync();
        copy!.Delete();
    }
}
