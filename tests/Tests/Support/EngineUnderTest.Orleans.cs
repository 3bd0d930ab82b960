using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Serialization;

namespace Tests.Support;

/// <summary>The engine this build is made with: here a silo of Orleans, alone, set up as the server sets it up.</summary>
internal static class EngineUnderTest
{
    public static IServiceCollection Add(IServiceCollection services, EngineLimits limits, IReadOnlyCollection<Type> grains, params Assembly[] assemblies)
    {
        Host.Engine.Add(services.AddLogging(), new ConfigurationBuilder().Build(), [.. grains.Select(grain => grain.Assembly).Concat(assemblies).Distinct()]);
        // Orleans takes every grain class it finds; a test has only those that it names.
        services.PostConfigure<GrainTypeOptions>(options => options.Classes.IntersectWith(grains));
        if (limits.Calls is { } calls) services.Configure<SiloMessagingOptions>(options => options.MaxEnqueuedRequestsHardLimit = calls - 1);
        if (limits.Activation is { } time) services.Configure<GrainCollectionOptions>(options => options.ActivationTimeout = time);
        return services;
    }

    public static Task Start(IServiceProvider services) => services.GetRequiredService<Host.Engine>().Start(CancellationToken.None);

    public static Task Stop(IServiceProvider services) => services.GetRequiredService<Host.Engine>().Stop(CancellationToken.None);

    public static T OverTheWire<T>(IServiceProvider services, T value) where T : notnull
    {
        var serializer = services.GetRequiredService<Serializer>();
        return serializer.Deserialize<T>(serializer.SerializeToArray(value))!;
    }
}
