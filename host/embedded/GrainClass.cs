using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Audiences.Embedded;

/// <summary>One grain class in one engine: how to build a grain of it, and its activations by key.</summary>
internal sealed class GrainClass
{
    private readonly ObjectFactory _construct;
    private readonly Func<Activation, PersistentState>[] _states;

    public GrainClass(EmbeddedEngine engine, Type type)
    {
        Engine = engine;
        Type = GrainType.Create(GrainManifest.TypeName(type));
        KeepAlive = type.IsDefined(typeof(KeepAliveAttribute), inherit: true);
        var states = type.GetConstructors().Single().GetParameters().Where(HoldsState).ToList();
        _states = states.ConvertAll(StateFactory).ToArray();
        _construct = ActivatorUtilities.CreateFactory(type, states.ConvertAll(parameter => parameter.ParameterType).ToArray());
    }

    public EmbeddedEngine Engine { get; }

    public GrainType Type { get; }

    public bool KeepAlive { get; }

    public ConcurrentDictionary<string, Activation> Activations { get; } = new(StringComparer.Ordinal);

    public Activation Find(string key) =>
        Activations.TryGetValue(key, out var found) ? found : Activations.GetOrAdd(key, static (key, self) => new(self, key), this);

    public (Grain Grain, PersistentState[] States) Construct(Activation activation)
    {
        var states = Array.ConvertAll(_states, create => create(activation));
        return ((Grain)_construct(activation.ActivationServices, states), states);
    }

    private static bool HoldsState(ParameterInfo parameter) => parameter.IsDefined(typeof(PersistentStateAttribute));

    private static Func<Activation, PersistentState> StateFactory(ParameterInfo parameter)
    {
        if (!parameter.ParameterType.IsGenericType || parameter.ParameterType.GetGenericTypeDefinition() != typeof(IPersistentState<>))
        {
            throw new InvalidOperationException($"[PersistentState] on '{parameter.Name}' of {parameter.Member.DeclaringType} needs an IPersistentState<T>.");
        }

        var create = typeof(GrainClass).GetMethod(nameof(CreateState), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(parameter.ParameterType.GetGenericArguments())
            .CreateDelegate<Func<Activation, PersistentStateAttribute, PersistentState>>();
        var attribute = parameter.GetCustomAttribute<PersistentStateAttribute>()!;
        return activation => create(activation, attribute);
    }

    private static PersistentState CreateState<T>(Activation activation, PersistentStateAttribute attribute) =>
        new PersistentState<T>(activation, attribute.StateName, string.IsNullOrEmpty(attribute.StorageName)
            ? activation.ActivationServices.GetRequiredService<IGrainStorage>()
            : activation.ActivationServices.GetRequiredKeyedService<IGrainStorage>(attribute.StorageName));
}
