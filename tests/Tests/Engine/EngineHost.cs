using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Storage;
using Tests.Support;

namespace Tests.Engine;

/// <summary>An engine with the grains of a test.</summary>
internal sealed class EngineHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private Task? _stopped;

    private EngineHost(Action<IServiceCollection> add)
    {
        var services = new ServiceCollection()
            .AddSingleton(Probe)
            .AddKeyedSingleton<IGrainStorage>("small", Storage)
            .AddSingleton(Ambient)
            .AddScoped<Scoped>();
        add(services);
        _services = services.BuildServiceProvider(validateScopes: true);
    }

    public Probe Probe { get; } = new();

    public Ambient Ambient { get; } = new();

    public MemoryStorage Storage { get; } = new();

    public IServiceProvider Services => _services;

    public T Grain<T>(string key) where T : IGrainWithStringKey => _services.GetRequiredService<IGrainFactory>().GetGrain<T>(key);

    public static Task<EngineHost> With<TGrain>(EngineLimits? limits = null) => With([typeof(TGrain)], limits);

    /// <param name="assemblies">Whose messages the engine is to know besides those of the grains' own.</param>
    public static Task<EngineHost> With(Type[] grains, EngineLimits? limits = null, params Assembly[] assemblies) =>
        With(services => EngineUnderTest.Add(services, limits ?? new(), grains, assemblies));

    public static async Task<EngineHost> With(Action<IServiceCollection> addEngine)
    {
        var host = new EngineHost(addEngine);
        await EngineUnderTest.Start(host._services);
        return host;
    }

    public Task StopAsync() => _stopped ??= EngineUnderTest.Stop(_services);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _services.DisposeAsync();
    }
}

internal sealed class Scoped : IDisposable
{
    public bool IsDisposed { get; private set; }

    public void Dispose() => IsDisposed = true;
}
