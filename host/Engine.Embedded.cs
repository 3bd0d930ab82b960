using System.Reflection;
using Audiences.Embedded;

namespace Host;

/// <summary>The embedded grain engine; <c>Engine.Orleans.cs</c> has the same members for a cluster.</summary>
internal sealed class Engine(EmbeddedEngine grains)
{
    public const string Name = "embedded";

    public static void Add(IServiceCollection services, params Assembly[] modules)
    {
        services.AddEmbeddedGrains(_ => { }, modules);
        services.AddSingleton<Engine>();
    }

    public Task Start(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return Task.CompletedTask;
    }

    public Task Stop(CancellationToken cancel) => grains.StopAsync(cancel);
}
