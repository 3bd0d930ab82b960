using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans;

namespace Benchmarks;

/// <summary>A silo in this process, alone, set up as the server sets it up; <c>EngineHost.Embedded.cs</c> has the same members for the embedded engine.</summary>
internal sealed class EngineHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private EngineHost(ServiceProvider services) => _services = services;

    public static string Name => "Orleans";

    /// <summary>Whether the engine keeps to a number of activations. Orleans goes by age.</summary>
    public static bool HasCap => false;

    public IGrainFactory Grains => _services.GetRequiredService<IGrainFactory>();

    public static async Task<EngineHost> Start(int cap)
    {
        var services = new ServiceCollection().AddLogging();
        Host.Engine.Add(services, new ConfigurationBuilder().Build(), typeof(PingGrain).Assembly);
        var host = new EngineHost(services.BuildServiceProvider());
        await host._services.GetRequiredService<Host.Engine>().Start(CancellationToken.None);
        return host;
    }

    /// <summary>Ends every activation.</summary>
    public Task Stop() => _services.GetRequiredService<Host.Engine>().Stop(CancellationToken.None);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
