using System.Reflection;
using Orleans;

namespace Tests.Architecture;

/// <summary>
/// What travels between silos: grain interfaces, and every type that their methods and states reach. Silos of two releases talk to
/// each other while a cluster is renewed, so this is a wire format.
/// </summary>
internal sealed class GrainContracts
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly HashSet<Assembly> _ours;
    private readonly List<Type> _interfaces;
    private readonly HashSet<Type> _messages = [];

    public GrainContracts(IReadOnlyCollection<Type> types)
    {
        _ours = [.. types.Select(type => type.Assembly)];
        _interfaces = [.. types.Where(IsGrainInterface).OrderBy(type => type.FullName, StringComparer.Ordinal)];
        foreach (var method in _interfaces.SelectMany(Methods))
        {
            Array.ForEach(method.GetParameters(), parameter => Reach(parameter.ParameterType));
            Reach(method.ReturnType);
        }
        foreach (var state in types.Where(type => type.IsSubclassOf(typeof(Grain))).SelectMany(States)) Reach(state);
        foreach (var thrown in types.Where(Travels)) Reach(thrown);
    }

    /// <summary>One line a name that other silos know; a changed or lost line breaks them.</summary>
    public IEnumerable<string> Manifest() =>
    [
        .. _interfaces.SelectMany(face => Methods(face).Select(method => $"{Alias(method)}({string.Join(", ", Parameters(method))}) -> {Name(method.ReturnType)}")
            .Order(StringComparer.Ordinal).Select(method => $"  {method}").Prepend($"grain {Alias(face)} = {face.FullName}")),
        .. _messages.OrderBy(type => type.FullName, StringComparer.Ordinal)
            .SelectMany(type => MembersOf(type).Select(member => $"  {member}").Prepend(type.IsEnum ? $"enum {type.FullName}" : $"message {Alias(type)} = {type.FullName}")),
    ];

    public IEnumerable<string> Violations()
    {
        foreach (var face in _interfaces)
        {
            if (!face.IsDefined(typeof(AliasAttribute), false)) yield return $"{face.FullName} has no [Alias]";
            foreach (var method in Methods(face).Where(method => !method.IsDefined(typeof(AliasAttribute), false)))
                yield return $"{face.FullName}.{method.Name} has no [Alias]";
        }
        foreach (var violation in _messages.Where(type => !type.IsEnum).SelectMany(OfMessage)) yield return violation;
        foreach (var twins in _messages.Concat(_interfaces).Where(type => type.IsDefined(typeof(AliasAttribute), false)).GroupBy(Alias).Where(group => group.Count() > 1))
            yield return $"{string.Join(" and ", twins.Select(type => type.FullName))} share the alias {twins.Key}";
    }

    private static IEnumerable<string> OfMessage(Type type)
    {
        if (!type.IsDefined(typeof(GenerateSerializerAttribute), false)) yield return $"{type.FullName} travels and is not [GenerateSerializer]";
        if (!type.IsDefined(typeof(AliasAttribute), false)) yield return $"{type.FullName} travels and has no [Alias]";
        foreach (var property in Kept(type).Where(property => property.GetCustomAttribute<IdAttribute>() is null))
            yield return $"{type.FullName}.{property.Name} has no [Id] and would be lost on the way";
    }

    private static IEnumerable<string> MembersOf(Type type) => type.IsEnum
        ? Enum.GetNames(type).Select(name => $"{Convert.ToInt64(Enum.Parse(type, name))} {name}")
        : Kept(type).Select(property => (property.GetCustomAttribute<IdAttribute>()?.Id, property))
            .OrderBy(member => member.Id).Select(member => $"{member.Id} {member.property.Name}: {Name(member.property.PropertyType)}");

    // Properties that keep something; what they compute from others need not travel.
    private static IEnumerable<PropertyInfo> Kept(Type type) =>
        type.GetProperties(Own).Where(property => type.GetField($"<{property.Name}>k__BackingField", Own) is not null);

    private void Reach(Type type)
    {
        foreach (var part in type.HasElementType ? [type.GetElementType()!] : type.GetGenericArguments()) Reach(part);
        if (type.HasElementType || !_ours.Contains(type.Assembly) || !_messages.Add(type) || type.IsEnum) return;
        foreach (var property in Kept(type)) Reach(property.PropertyType);
        foreach (var derived in type.Assembly.GetTypes().Where(other => other.BaseType == type)) Reach(derived);
    }

    private static IEnumerable<Type> States(Type grain) => grain.GetConstructors().SelectMany(maker => maker.GetParameters())
        .Select(parameter => parameter.ParameterType)
        .Where(type => type.IsGenericType && type.Name.StartsWith("IPersistentState", StringComparison.Ordinal));

    // An exception that is marked is meant to be thrown to another grain or to the host.
    private static bool Travels(Type type) => type.IsSubclassOf(typeof(Exception)) && type.IsDefined(typeof(GenerateSerializerAttribute), false);

    private static bool IsGrainInterface(Type type) => type.IsInterface && type.IsAssignableTo(typeof(IGrainWithStringKey));

    private static IEnumerable<MethodInfo> Methods(Type face) => face.GetMethods();

    private static IEnumerable<string> Parameters(MethodInfo method) => method.GetParameters().Select(parameter => Name(parameter.ParameterType));

    private static string Alias(MemberInfo member) => member.GetCustomAttribute<AliasAttribute>()?.Alias ?? "?";

    private static string Name(Type type) => type switch
    {
        { IsArray: true } => $"{Name(type.GetElementType()!)}[]",
        _ when Nullable.GetUnderlyingType(type) is { } inner => $"{Name(inner)}?",
        { IsGenericType: true } => $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>",
        _ => type.IsDefined(typeof(AliasAttribute), false) ? Alias(type) : type.Name,
    };
}
