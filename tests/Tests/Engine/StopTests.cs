using Orleans;

namespace Tests.Engine;

internal interface IIdler : IGrainWithStringKey
{
    Task Touch();

    Task Hold();
}

internal interface IKept : IGrainWithStringKey
{
    Task Touch();
}

internal sealed class IdlerGrain(Probe probe) : Grain, IIdler
{
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        probe.Note($"{this.GetPrimaryKeyString()} gone: {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task Touch() => Task.CompletedTask;

    public Task Hold() => probe.Gate("let go");
}

[KeepAlive]
internal sealed class KeptGrain(Probe probe) : Grain, IKept
{
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        probe.Note($"kept {this.GetPrimaryKeyString()} gone");
        return Task.CompletedTask;
    }

    public Task Touch() => Task.CompletedTask;
}

public sealed class StopTests
{
    [Fact]
    public async Task Stopping_deactivates_every_grain_those_kept_alive_too()
    {
        await using var host = await EngineHost.With([typeof(IdlerGrain), typeof(KeptGrain)]);
        await host.Grain<IIdler>("a").Touch();
        await host.Grain<IIdler>("b").Touch();
        await host.Grain<IKept>("c").Touch();
        await host.StopAsync();
        Assert.Equal(["a gone: ShuttingDown", "b gone: ShuttingDown", "kept c gone"], host.Probe.Happened.Order());
    }
}
