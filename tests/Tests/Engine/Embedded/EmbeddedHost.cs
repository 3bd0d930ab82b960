using Audiences.Embedded;

namespace Tests.Engine.Embedded;

/// <summary>The embedded engine with options that only it has; strict, as everywhere in the tests.</summary>
internal static class EmbeddedHost
{
    public static Task<EngineHost> With<TGrain>(Action<EmbeddedOptions> configure) => With([typeof(TGrain)], configure);

    public static Task<EngineHost> With(Type[] grains, Action<EmbeddedOptions> configure) => EngineHost.With(services =>
        services.AddEmbeddedGrains(options =>
        {
            options.StrictCodec = true;
            configure(options);
        }, grains));
}
