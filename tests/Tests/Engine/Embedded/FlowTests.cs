namespace Tests.Engine.Embedded;

public sealed class FlowTests
{
    [Fact]
    public async Task What_follows_the_execution_context_reaches_the_grain_and_does_not_come_back()
    {
        await using var host = await EngineHost.With<ContextualGrain>();
        var grain = host.Grain<IContextual>("a");
        host.Ambient.Value.Value = "request 1";
        Assert.Equal("request 1", await grain.ReadsAndOverwrites("the grain's"));
        Assert.Equal("request 1", host.Ambient.Value.Value);
        host.Ambient.Value.Value = "request 2";
        Assert.Equal("request 2", await grain.ReadsAndOverwrites("the grain's"));
    }
}
