using System.Reflection;
using Audiences.Embedded;
using Host.Start;

namespace Host;

/// <summary>The embedded grain engine; <c>Engine.Orleans.cs</c> has the same members for a cluster.</summary>
internal sealed class Engine(EmbeddedEngine grains)
{
    public const string Name = "embedded";

    public static void Add(IServiceCollection services, IConfiguration configuration, params Assembly[] modules)
    {
        RefuseCluster(configuration);
        services.AddEmbeddedGrains(_ => { }, modules);
        services.AddSingleton<Engine>();
    }

    public Task Start(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return Task.CompletedTask;
    }

    public Task Stop(CancellationToken cancel) => grains.StopAsync(cancel);

    // Two processes that each take themselves for alone would be worse than one that does not start.
    private static void RefuseCluster(IConfiguration configuration)
    {
        if (configuration.GetSection("Cluster").GetChildren().Any())
            throw new StartError("Cluster__… is for a build with -p:GrainEngine=Orleans; this one is made for one process. Leave the setting away.");
    }
}
