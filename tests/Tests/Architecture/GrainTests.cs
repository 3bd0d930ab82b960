using System.Reflection;
using Orleans;
using Orleans.Concurrency;

namespace Tests.Architecture;

/// <summary>What grains use of the engine, and whom they await: architecture.md, part 1.</summary>
public class GrainTests
{
    /// <summary>The whole surface. Anything else needs a reason in README, Decisions, and an Orleans that has it.</summary>
    private static readonly HashSet<string> Surface =
    [
        "Orleans.IGrain", "Orleans.Runtime.IAddressable", "Orleans.IGrainWithStringKey", "Orleans.Grain", "Orleans.IGrainBase", "Orleans.IGrainFactory", "Orleans.GrainExtensions",
        "Orleans.Runtime.IPersistentState`1", "Orleans.Runtime.PersistentStateAttribute", "Orleans.Storage.IGrainStorage", "Orleans.Core.IStorage",
        "Orleans.Core.IStorage`1", "Orleans.DeactivationReason", "Orleans.GrainBaseExtensions", "Orleans.Runtime.IGrainTimer",
        "Orleans.Runtime.GrainTimerCreationOptions", "Orleans.KeepAliveAttribute", "Orleans.GenerateSerializerAttribute", "Orleans.IdAttribute",
        "Orleans.AliasAttribute", "Orleans.ImmutableAttribute", "Orleans.Concurrency.ImmutableAttribute", "Orleans.Concurrency.ReadOnlyAttribute",
        "Orleans.Concurrency.StatelessWorkerAttribute", "Orleans.Concurrency.AlwaysInterleaveAttribute", "Orleans.Storage.InconsistentStateException",
        // How both engines say "overloaded", which ingestion answers with 429.
        "Orleans.Runtime.LimitExceededException",
    ];

    /// <summary>Grain interface → the grain interfaces it may await. What is not named may await none.</summary>
    private static readonly Dictionary<string, string[]> MayAwait = new()
    {
        ["IContactGrain"] = ["IPartitionGrain"],
        ["IAudienceGrain"] = ["IPartitionGrain", "IPartitionShardGrain"],
    };

    [Fact]
    public void Modules_use_the_agreed_surface_of_the_engine() =>
        House.Clean(House.Modules.Append(House.Contracts).SelectMany(name => SurfaceRule(name, Il.TypesNamed(House.PathOf(name)))));

    [Fact]
    public void A_planted_stream_is_found() =>
        Assert.Single(SurfaceRule("planted", [("Orleans.Grain", "Orleans.Core"), ("Orleans.Streams.IAsyncStream`1", "Orleans.Streaming")]));

    [Fact]
    public void Only_the_partitions_commit_interleaves() => House.Clean(InterleaveRule(House.Modules.Append(House.Contracts).SelectMany(Types)));

    [Fact]
    public void A_planted_interleaving_method_is_found() => Assert.Single(InterleaveRule([typeof(IPlantedGrain)]));

    [Fact]
    public void Grains_await_only_whom_they_may()
    {
        var uses = House.Modules.SelectMany(name => Il.Uses(House.PathOf(name))).ToList();
        House.Clean(AwaitRule([.. House.Modules.SelectMany(Types)], uses, MayAwait));
    }

    [Fact]
    public void A_planted_partition_that_awaits_a_grain_is_found()
    {
        var uses = Il.Uses(typeof(GrainTests).Assembly.Location);
        Type[] types = [typeof(PlantedGrain), typeof(PlantedNeighbours)];
        var found = Assert.Single(AwaitRule(types, uses, []));
        Assert.Contains(nameof(IPlantedGrain), found, StringComparison.Ordinal);
        Assert.Empty(AwaitRule(types, uses, new() { [nameof(IPlantedGrain)] = [nameof(IPlantedGrain)] }));
    }

    private static IEnumerable<string> SurfaceRule(string assembly, IEnumerable<(string Type, string Assembly)> named) => named
        .Where(type => type.Type.StartsWith("Orleans.", StringComparison.Ordinal) || type.Assembly == "Audiences.Embedded")
        .Where(type => !Surface.Contains(type.Type))
        .Select(type => $"{assembly} uses {type.Type}");

    private static IEnumerable<string> InterleaveRule(IEnumerable<Type> types) => types
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        .Where(method => method.IsDefined(typeof(AlwaysInterleaveAttribute), false))
        .Where(method => (method.DeclaringType!.FullName, method.Name) != ("Contracts.IPartitionGrain", "Commit"))
        .Select(method => $"{method.DeclaringType!.FullName}.{method.Name} interleaves");

    /// <summary>Looks through the grain and everything that is injected into it, as deep as modules go.</summary>
    private static IEnumerable<string> AwaitRule(IReadOnlyCollection<Type> types, IReadOnlyCollection<Use> uses, Dictionary<string, string[]> mayAwait)
    {
        var calls = uses.Where(use => use.Target.EndsWith("IGrainFactory::GetGrain", StringComparison.Ordinal))
            .ToLookup(use => use.Nested.Split("/<")[0], use => (use, Awaited: use.Generic[0].Split('.', '/')[^1]));
        foreach (var grain in types.Where(type => typeof(Grain).IsAssignableFrom(type) && !type.IsAbstract))
        {
            var name = grain.GetInterfaces().Select(face => face.Name).FirstOrDefault(mayAwait.ContainsKey);
            var allowed = name is null ? [] : mayAwait[name];
            foreach (var (use, awaited) in Reach(grain, types).SelectMany(type => calls[type.FullName!.Replace('+', '/')]))
                if (!allowed.Contains(awaited)) yield return $"{grain.Name} awaits {awaited} ({use})";
        }
    }

    private static HashSet<Type> Reach(Type grain, IReadOnlyCollection<Type> types)
    {
        var reached = new HashSet<Type> { grain };
        var next = new Queue<Type>([grain]);
        while (next.TryDequeue(out var type))
            foreach (var part in type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                .SelectMany(maker => maker.GetParameters()).Select(parameter => parameter.ParameterType)
                .SelectMany(part => types.Where(known => part == known || (part.IsInterface && part.IsAssignableFrom(known)))))
                if (reached.Add(part)) next.Enqueue(part);
        return reached;
    }

    private static Type[] Types(string assembly) => House.Load(assembly).GetTypes();

    private interface IPlantedGrain : IGrainWithStringKey
    {
        [AlwaysInterleave]
        Task Ask();
    }

    private sealed class PlantedNeighbours(IGrainFactory grains)
    {
        public Task Ask() => grains.GetGrain<IPlantedGrain>("next").Ask();
    }

    private sealed class PlantedGrain(PlantedNeighbours neighbours) : Grain, IPlantedGrain
    {
        public async Task Ask() => await neighbours.Ask();
    }
}
