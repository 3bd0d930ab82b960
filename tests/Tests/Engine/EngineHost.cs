using Audiences.Embedded;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Storage;

namespace Tests.Engine;

/// <summary>An engine with the grains of a test, strict unless the test says otherwise.</summary>
internal sealed class EngineHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public EngineHost(Type[] grains, Action<EmbeddedOptions>? configure = null)
    {
        _services = new ServiceCollection()
            .AddSingleton(Probe)
            .AddKeyedSingleton<IGrainStorage>("small", Storage)
            .AddSingleton(Ambient)
            .AddScoped<Scoped>()
            .AddEmbeddedGrains(options =>
            {
                options.StrictCodec = true;
                configure?.Invoke(options);
            }, grains)
            .BuildServiceProvider(validateScopes: true);
    }

    public Probe Probe { get; } = new();

    public Ambient Ambient { get; } = new();

    public MemoryStorage Storage { get; } = new();

    public EmbeddedEngine Engine => _services.GetRequiredService<EmbeddedEngine>();

    public T Grain<T>(string key) where T : IGrainWithStringKey => _services.GetRequiredService<IGrainFactory>().GetGrain<T>(key);

    public static EngineHost With<TGrain>(Action<EmbeddedOptions>? configure = null) => new([typeof(TGrain)], configure);

    public async ValueTask DisposeAsync()
    {
        await Engine.StopAsync();
        await _services.DisposeAsync();
    }
}

internal sealed class Scoped : IDisposable
{
    public bool IsDisposed { get; private set; }

    public void Dispose() => IsDisposed = true;
}
