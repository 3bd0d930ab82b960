namespace Tests.Engine.Embedded;

public sealed class CapTests
{
    [Fact]
    public async Task Above_the_cap_the_least_recently_used_activation_goes()
    {
        await using var host = await EmbeddedHost.With<IdlerGrain>(options => options.MaxActivations = 3);
        foreach (var key in new[] { "a", "b", "c", "a", "d" })
        {
            await host.Grain<IIdler>(key).Touch();
        }

        await host.Probe.Until("b gone: ActivationIdle");
        await host.Grain<IIdler>("e").Touch();
        await host.Probe.Until("c gone: ActivationIdle");
        Assert.Equal(["b gone: ActivationIdle", "c gone: ActivationIdle"], host.Probe.Happened);
    }

    [Fact]
    public async Task An_activation_with_a_call_under_way_is_not_chosen()
    {
        await using var host = await EmbeddedHost.With<IdlerGrain>(options => options.MaxActivations = 2);
        var holding = host.Grain<IIdler>("busy").Hold();
        await host.Grain<IIdler>("b").Touch();
        await host.Grain<IIdler>("c").Touch();
        await host.Probe.Until("b gone: ActivationIdle");
        Assert.Single(host.Probe.Happened);
        host.Probe.Open("let go");
        await holding;
    }

    [Fact]
    public async Task A_grain_that_is_kept_alive_is_never_chosen()
    {
        await using var host = await EmbeddedHost.With([typeof(IdlerGrain), typeof(KeptGrain)], options => options.MaxActivations = 1);
        await host.Grain<IKept>("1").Touch();
        await host.Grain<IKept>("2").Touch();
        await host.Grain<IIdler>("a").Touch();
        await host.Grain<IIdler>("b").Touch();
        await host.Probe.Until("a gone: ActivationIdle");
        Assert.Equal(["a gone: ActivationIdle"], host.Probe.Happened);
    }
}
