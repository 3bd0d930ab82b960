using Host.Plugins.Calling;
using Host.Plugins.Loading;
using Host.Plugins.Manifest;

namespace Host.Plugins.Isolation;

/// <summary>A plugin in a process of its own, which is started anew when it died: at the next call, after a delay that doubles.</summary>
internal sealed class ProcessRoom : IPluginRoom
{
    private static readonly TimeSpan Stable = TimeSpan.FromMinutes(1);

    /// <summary>Waited for within the call; who would have to wait longer is told so.</summary>
    private static readonly TimeSpan ShortWait = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim starting = new(1);
    private readonly PluginEntry entry;
    private readonly PluginCopy copy;
    private readonly ConnectorHttp http;
    private readonly CallPolicy policy;
    private readonly TimeProvider machine;
    private volatile PluginChild child;
    private volatile Task mourning = Task.CompletedTask;
    private volatile bool over;
    private DateTimeOffset started;
    private DateTimeOffset notBefore;
    private int deaths;

    private ProcessRoom(PluginEntry entry, PluginCopy copy, ConnectorHttp http, CallPolicy policy, TimeProvider machine, PluginChild child)
    {
        (this.entry, this.copy, this.http, this.policy, this.machine, this.child) = (entry, copy, http, policy, machine, child);
        Report = child.Report;
        Attend(child);
    }

    public event Action<string>? Died;

    public PluginReport Report { get; }

    /// <exception cref="PluginRefused">Its process did not come so far as to say how the plugin is.</exception>
    public static async Task<ProcessRoom> Start(PluginEntry entry, PluginCopy copy, ConnectorHttp http, CallPolicy policy, TimeProvider machine) =>
        new(entry, copy, http, policy, machine, await PluginChild.Start(entry, copy, http, policy, machine));

    public async Task<CallAnswer> Run(PluginCall call, CancellationToken cancel)
    {
        if (call.Order is CloseOrder && !child.Lives) return CallAnswer.Of(true, typeof(bool));
        // A start goes on though nobody waits for it: the next call will want it.
        var living = await Alive().WaitAsync(cancel);
        return await living.Call(call, cancel);
    }

    public bool End(string reason)
    {
        child.Kill(reason);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        over = true;
        await starting.WaitAsync();
        try
        {
            await child.Dismiss(policy.Grace);
        }
        finally
        {
            starting.Release();
        }
    }

    private async Task<PluginChild> Alive()
    {
        if (child.Lives) return child;
        await starting.WaitAsync();
        try
        {
            if (child.Lives) return child;
            await mourning;
            if (over) throw new RoomLost("The plugin was switched off or replaced.", died: false, null);
            var wait = notBefore - machine.GetUtcNow();
            if (wait > ShortWait) throw new RoomLost($"The plugin's process ended ({await child.Ended}) and starts anew in {wait.TotalSeconds:0.#} s.", died: false, wait);
            if (wait > TimeSpan.Zero) await Task.Delay(wait, machine);
            var next = await PluginChild.Start(entry, copy, http, policy, machine);
            Attend(next);
            return child = next;
        }
        catch (PluginRefused refused)
        {
            Note(refused.Message);
            throw new RoomLost(refused.Message, died: true, notBefore - machine.GetUtcNow());
        }
        finally
        {
            starting.Release();
        }
    }

    private void Attend(PluginChild living)
    {
        started = machine.GetUtcNow();
        mourning = Mourn(living);
    }

    private async Task Mourn(PluginChild living)
    {
        var reason = await living.Ended;
        if (!over) Note($"its process ended: {reason}");
    }

    private void Note(string reason)
    {
        var now = machine.GetUtcNow();
        deaths = now - started > Stable ? 0 : Math.Min(deaths + 1, 10);
        notBefore = now + (policy.RestartDelay * Math.Pow(2, Math.Max(0, deaths - 1)));
        Died?.Invoke(reason);
    }
}
