using System.Reflection;
using Audiences.Embedded;
using Microsoft.Extensions.DependencyInjection;

namespace Tests.Support;

/// <summary>The engine this build is made with, under the same conditions for every test: here the embedded one, always strict.</summary>
internal static class EngineUnderTest
{
    public static IServiceCollection Add(IServiceCollection services, EngineLimits limits, IReadOnlyCollection<Type> grains, params Assembly[] _) =>
        services.AddEmbeddedGrains(options => Configure(options, limits), grains);

    public static Task Start(IServiceProvider services) => Task.FromResult(services.GetRequiredService<EmbeddedEngine>());

    public static Task Stop(IServiceProvider services) => services.GetRequiredService<EmbeddedEngine>().StopAsync();

    public static T OverTheWire<T>(IServiceProvider services, T value) where T : notnull =>
        services.GetRequiredService<EmbeddedEngine>().Codec!.CopyState("message", value);

    private static void Configure(EmbeddedOptions options, EngineLimits limits)
    {
        options.StrictCodec = true;
        options.MaxCallsPerActivation = limits.Calls ?? options.MaxCallsPerActivation;
        options.ActivationTimeout = limits.Activation ?? options.ActivationTimeout;
    }
}
