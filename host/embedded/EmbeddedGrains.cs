using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans;

namespace Audiences.Embedded;

public static class EmbeddedGrains
{
    /// <summary>
    /// Registers <see cref="IGrainFactory"/> and <see cref="EmbeddedEngine"/> for the grain classes of these assemblies.
    /// The host stops the engine itself, because only it knows what must stop before and after.
    /// </summary>
    /// <exception cref="InvalidOperationException">The grains do not fit together: two classes for one interface, a method that returns no task.</exception>
    public static IServiceCollection AddEmbeddedGrains(
        this IServiceCollection services, Action<EmbeddedOptions> configure, params Assembly[] grainAssemblies) =>
        services.AddEmbeddedGrains(configure, grainAssemblies.Distinct().SelectMany(assembly => assembly.GetTypes()));

    internal static IServiceCollection AddEmbeddedGrains(
        this IServiceCollection services, Action<EmbeddedOptions> configure, IEnumerable<Type> grainTypes)
    {
        var options = new EmbeddedOptions();
        configure(options);
        var manifest = GrainManifest.Of(grainTypes);
        services.TryAddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddSingleton(provider => new EmbeddedEngine(
            provider, options, manifest, provider.GetRequiredService<ILoggerFactory>().CreateLogger<EmbeddedEngine>()));
        services.AddSingleton<IGrainFactory>(provider => provider.GetRequiredService<EmbeddedEngine>());
        return services;
    }
}
