using Orleans;

namespace Tests.Engine;

internal interface IContextual : IGrainWithStringKey
{
    Task<bool> HasSynchronizationContext();

    Task<string?> ReadsAndOverwrites(string written);

    Task<string?> SeenAtActivation();
}

internal sealed class ContextualGrain(Ambient ambient) : Grain, IContextual
{
    private string? _atActivation;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _atActivation = ambient.Value.Value;
        return Task.CompletedTask;
    }

    public async Task<bool> HasSynchronizationContext()
    {
        var before = SynchronizationContext.Current is not null;
        await Task.Yield();
        return before || SynchronizationContext.Current is not null;
    }

    public Task<string?> ReadsAndOverwrites(string written)
    {
        var read = ambient.Value.Value;
        ambient.Value.Value = written;
        return Task.FromResult(read);
    }

    public Task<string?> SeenAtActivation() => Task.FromResult(_atActivation);
}

/// <summary>What a logging scope or an Activity is: a value that follows the execution context.</summary>
internal sealed class Ambient
{
    public AsyncLocal<string?> Value { get; } = new();
}

public sealed class ContextTests
{
    [Fact]
    public async Task A_turn_does_not_inherit_the_synchronization_context_of_its_caller()
    {
        await using var host = await EngineHost.With<ContextualGrain>();
        var grain = host.Grain<IContextual>("a");
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
        var asked = grain.HasSynchronizationContext();
        SynchronizationContext.SetSynchronizationContext(outer);
        Assert.False(await asked);
    }

    [Fact]
    public async Task An_activation_does_not_keep_the_context_of_the_caller_who_was_first()
    {
        await using var host = await EngineHost.With<ContextualGrain>();
        host.Ambient.Value.Value = "request 1";
        Assert.Null(await host.Grain<IContextual>("a").SeenAtActivation());
    }
}
