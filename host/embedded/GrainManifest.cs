using System.Reflection;
using Orleans;

namespace Audiences.Embedded;

/// <summary>Which class answers for which interface, checked before anything runs.</summary>
internal sealed record GrainManifest(IReadOnlyDictionary<Type, Type> ClassOf)
{
    public static GrainManifest Of(IEnumerable<Type> types)
    {
        var classOf = new Dictionary<Type, Type>();
        var classNamed = new Dictionary<string, Type>();
        foreach (var grainClass in types.Where(IsGrainClass))
        {
            CheckConstructor(grainClass);
            if (!classNamed.TryAdd(TypeName(grainClass), grainClass))
            {
                throw new InvalidOperationException($"{grainClass} and {classNamed[TypeName(grainClass)]} would share the grain type '{TypeName(grainClass)}'.");
            }

            foreach (var grainInterface in grainClass.GetInterfaces().Where(IsGrainInterface))
            {
                CheckMethods(grainInterface);
                if (!classOf.TryAdd(grainInterface, grainClass))
                {
                    throw new InvalidOperationException($"{grainInterface} is implemented by two grain classes, {classOf[grainInterface]} and {grainClass}.");
                }
            }
        }

        return new(classOf);
    }

    /// <summary>Orleans' convention, so that a state keeps its place when the engine changes.</summary>
    public static string TypeName(Type grainClass)
    {
        const string ending = "grain";
        var name = grainClass.Name.ToLowerInvariant();
        return name.Length > ending.Length && name.EndsWith(ending, StringComparison.Ordinal) ? name[..^ending.Length] : name;
    }

    /// <summary>The methods a caller can reach through this interface, inherited ones too.</summary>
    public static IEnumerable<MethodInfo> MethodsOf(Type grainInterface) =>
        grainInterface.GetInterfaces().Append(grainInterface).SelectMany(type => type.GetMethods()).Where(method => method.IsAbstract);

    private static bool IsGrainClass(Type type) =>
        type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false } && type.IsSubclassOf(typeof(Grain));

    private static bool IsGrainInterface(Type type) =>
        type != typeof(IGrainWithStringKey) && type.IsAssignableTo(typeof(IGrainWithStringKey));

    private static void CheckConstructor(Type grainClass)
    {
        if (grainClass.GetConstructors().Length != 1)
        {
            throw new InvalidOperationException($"{grainClass} needs exactly one public constructor.");
        }
    }

    private static void CheckMethods(Type grainInterface)
    {
        foreach (var method in MethodsOf(grainInterface))
        {
            if (!GrainMethod.CanAnswer(method.ReturnType) || method.IsGenericMethodDefinition
                || method.GetParameters().Any(parameter => parameter.ParameterType.IsByRef))
            {
                throw new InvalidOperationException(
                    $"{grainInterface}.{method.Name} cannot be a grain call: it must return Task, Task<T>, ValueTask or ValueTask<T>, and be neither generic nor take a ref.");
            }
        }
    }
}
