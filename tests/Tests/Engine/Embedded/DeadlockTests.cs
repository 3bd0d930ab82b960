using Audiences.Embedded;
using Orleans;

namespace Tests.Engine.Embedded;

internal interface IShownLink : IGrainWithStringKey
{
    Task ForgetAndEnd(string[] path);

    Task ShowChainWhenOpen();
}

internal sealed class ShownLinkGrain(Probe probe, IGrainFactory grains, EmbeddedEngine engine) : Grain, IShownLink
{
    public async Task ForgetAndEnd(string[] path)
    {
        var next = grains.GetGrain<IShownLink>(path[0]);
        if (path.Length > 1)
        {
            await next.ForgetAndEnd(path[1..]);
        }
        else
        {
            _ = next.ShowChainWhenOpen();
        }
    }

    public async Task ShowChainWhenOpen()
    {
        await probe.Gate("show");
        probe.Note(engine.CurrentTurn!.Chain());
    }
}

public sealed class DeadlockTests
{
    [Fact]
    public async Task A_chain_that_comes_back_to_a_grain_that_waits_in_it_fails_fast_and_says_where()
    {
        await using var host = await EngineHost.With<LinkGrain>();
        var error = await Assert.ThrowsAnyAsync<Exception>(() => host.Grain<ILink>("a").Follow(["b", "c", "a"])).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Contains("link/a ILink.Follow → link/b ILink.Follow → link/c ILink.Follow → link/a ILink.Follow", error.Message);
        Assert.Equal("a", await host.Grain<ILink>("a").Follow([]));
    }

    [Fact]
    public async Task A_grain_that_waits_for_itself_fails_fast()
    {
        await using var host = await EngineHost.With<LinkGrain>();
        var error = await Assert.ThrowsAnyAsync<Exception>(() => host.Grain<ILink>("a").Follow(["a"])).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Contains("Deadlock", error.Message);
    }

    [Fact]
    public async Task An_activation_that_calls_the_grain_that_waits_for_it_fails_fast()
    {
        await using var host = await EngineHost.With<LinkGrain>();
        var error = await Assert.ThrowsAnyAsync<Exception>(() => host.Grain<ILink>("a").Follow(["caller of a"])).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Contains("Deadlock", error.Message);
    }

    [Fact]
    public async Task A_chain_keeps_nothing_beyond_a_turn_that_has_ended()
    {
        await using var host = await EngineHost.With<ShownLinkGrain>();
        await host.Grain<IShownLink>("a").ForgetAndEnd(["b", "c"]);
        host.Probe.Open("show");
        await host.Probe.Until("shownlink/b IShownLink.ForgetAndEnd → shownlink/c IShownLink.ShowChainWhenOpen");
    }
}
