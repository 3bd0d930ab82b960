using Audiences.Embedded;
using Microsoft.Extensions.DependencyInjection;

namespace Tests.Support;

/// <summary>The engine this build is made with, under the same conditions for every test: here the embedded one, always strict.</summary>
internal static class EngineUnderTest
{
    public static IServiceCollection Add(IServiceCollection services, EngineLimits limits, IReadOnlyCollection<Type> grains) =>
        services.AddEmbeddedGrains(options => Configure(options, limits), grains);

    public static Task Start(IServiceProvider services) => Task.FromResult(services.GetRequiredService<EmbeddedEngine>());

    public static Task Stop(IServiceProvider services) => services.GetRequiredService<EmbeddedEngine>().StopAsync();

    private static void Configure(EmbeddedOptions options, EngineLimits limits)
    {
        options.StrictCodec = true;
        options.MaxCallsPerActivation = limits.Calls ?? options.MaxCallsPerActivation;
        options.ActivationTimeout = limits.Activation ?? options.ActivationTimeout;
    }
}
