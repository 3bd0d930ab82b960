using Audiences.Embedded;
using Microsoft.Extensions.DependencyInjection;
using Orleans;

namespace Benchmarks;

/// <summary>The embedded engine in this process, with the grains of the benchmarks; <c>EngineHost.Orleans.cs</c> has the same members for a silo.</summary>
internal sealed class EngineHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private EngineHost(ServiceProvider services) => _services = services;

    public static string Name => "embedded engine";

    /// <summary>Whether the engine keeps to a number of activations.</summary>
    public static bool HasCap => true;

    public IGrainFactory Grains => _services.GetRequiredService<IGrainFactory>();

    /// <param name="cap">Above so many activations the least recently used go.</param>
    public static Task<EngineHost> Start(int cap) => Task.FromResult(new EngineHost(new ServiceCollection()
        .AddEmbeddedGrains(options => options.MaxActivations = cap, typeof(PingGrain).Assembly)
        .BuildServiceProvider()));

    /// <summary>Ends every activation.</summary>
    public Task Stop() => _services.GetRequiredService<EmbeddedEngine>().StopAsync();

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
