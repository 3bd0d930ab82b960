using Orleans;
using Orleans.Concurrency;

namespace Tests.Engine;

internal interface ILink : IGrainWithStringKey
{
    /// <summary>Calls the grains of the path one after the other, each from within the one before.</summary>
    Task<string> Follow(string[] path);

    [AlwaysInterleave]
    Task<string> FollowInterleaved(string[] path);

    Task<string> FollowThenSlipIn(string[] path);

    Task SendAndForget(string other);

    Task CallBackWhenOpen(string other);
}

internal sealed class LinkGrain(Probe probe, IGrainFactory grains) : Grain, ILink
{
    private string Key => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (Key.StartsWith("noted ", StringComparison.Ordinal))
        {
            probe.Note($"{Key} activated");
        }

        if (Key.StartsWith("caller of ", StringComparison.Ordinal))
        {
            await grains.GetGrain<ILink>(Key["caller of ".Length..]).Follow([]);
        }
    }

    public async Task<string> Follow(string[] path)
    {
        await Task.Yield();
        return path.Length == 0 ? Key : $"{Key} {await grains.GetGrain<ILink>(path[0]).Follow(path[1..])}";
    }

    public Task<string> FollowInterleaved(string[] path) => Follow(path);

    public async Task<string> FollowThenSlipIn(string[] path) => path.Length == 1
        ? await grains.GetGrain<ILink>(path[0]).FollowInterleaved([])
        : await grains.GetGrain<ILink>(path[0]).FollowThenSlipIn(path[1..]);

    public Task SendAndForget(string other)
    {
        _ = grains.GetGrain<ILink>(other).CallBackWhenOpen(Key);
        return Task.CompletedTask;
    }

    public async Task CallBackWhenOpen(string other)
    {
        await probe.Gate("call back");
        try
        {
            probe.Note($"called back {await grains.GetGrain<ILink>(other).Follow([])}");
        }
        catch (Exception error)
        {
            probe.Note(error.Message);
        }
    }
}

public sealed class ChainTests
{

    [Fact]
    public async Task A_chain_may_come_back_by_a_method_that_interleaves()
    {
        await using var host = await EngineHost.With<LinkGrain>();
        Assert.Equal("a", await host.Grain<ILink>("a").FollowThenSlipIn(["b", "a"]));
    }

    [Fact]
    public async Task A_chain_may_pass_a_grain_that_another_chain_is_in()
    {
        await using var host = await EngineHost.With<LinkGrain>();
        var chains = Enumerable.Range(0, 100).Select(number => host.Grain<ILink>($"{number}").Follow(["b", "c"])).ToList();
        foreach (var (number, chain) in chains.Index())
        {
            Assert.Equal($"{number} b c", await chain);
        }
    }

    [Fact]
    public async Task A_grain_that_did_not_wait_for_its_call_may_be_called_back()
    {
        await using var host = await EngineHost.With<LinkGrain>();
        await host.Grain<ILink>("a").SendAndForget("b");
        var later = host.Grain<ILink>("a").CallBackWhenOpen("c");
        host.Probe.Open("call back");
        await later;
        await host.Probe.Until("called back a");
    }
}
