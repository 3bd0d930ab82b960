using Orleans;

namespace Benchmarks;

/// <summary>A grain with nothing to it, so that only the engine is measured. Plain Orleans code: both engines run it.</summary>
[Alias("Benchmarks.IPing")]
internal interface IPing : IGrainWithStringKey
{
    [Alias("Ping")]
    Task<int> Ping(int number);
}

internal sealed class PingGrain : Grain, IPing
{
    public Task<int> Ping(int number) => Task.FromResult(number + 1);
}
