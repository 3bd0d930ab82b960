namespace Tests.Engine.Embedded;

public sealed class LeftoverTests
{
    [Fact]
    public async Task A_call_sent_without_its_context_finds_nothing_of_the_call_before()
    {
        await using var host = await EngineHost.With<ContextualGrain>();
        var grain = host.Grain<IContextual>("a");
        for (var call = 0; call < 100; call++)
        {
            host.Ambient.Value.Value = "request";
            var first = grain.ReadsAndOverwrites("the grain's");
            Task<string?> second;
            using (ExecutionContext.SuppressFlow())
            {
                second = grain.ReadsAndOverwrites("the grain's");
            }

            Assert.Equal("request", await first);
            Assert.Null(await second);
        }
    }
}
