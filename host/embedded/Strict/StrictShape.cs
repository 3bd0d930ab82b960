using System.Reflection;
using System.Runtime.CompilerServices;
using Orleans;

namespace Audiences.Embedded;

/// <summary>
/// The travelling members of one <c>[GenerateSerializer]</c> type, by Orleans' rules: members with an <c>[Id]</c>,
/// and the primary constructor's parameters of a record, whose position is their id.
/// </summary>
internal sealed class StrictShape
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly Type _type;
    private readonly (FieldInfo Field, string Name)[] _members;

    public StrictShape(Type type)
    {
        _type = type;
        _members = [.. Levels(type).SelectMany(MembersOf)];
    }

    public object Copy(object value, StrictCopy copy)
    {
        var copied = copy.Begin(value, Blank());
        foreach (var (field, name) in _members)
        {
            field.SetValue(copied, copy.Member(field.FieldType, field.GetValue(value), name));
        }

        return copied;
    }

    public static void CheckMembers(Type type, StrictCodec codec)
    {
        foreach (var (field, name) in Levels(type).SelectMany(MembersOf))
        {
            codec.Check(field.FieldType, name);
        }
    }

    // Members without an [Id] arrive as a new object has them: by its constructor if it has one without parameters.
    private object Blank() => _type.GetConstructor(Type.EmptyTypes) is { } constructor
        ? constructor.Invoke(null)
        : RuntimeHelpers.GetUninitializedObject(_type);

    private static IEnumerable<Type> Levels(Type type)
    {
        for (var level = type; level is not null && level != typeof(object) && level != typeof(ValueType); level = level.BaseType)
        {
            yield return level.IsDefined(typeof(GenerateSerializerAttribute), inherit: false)
                ? level
                : throw new StrictCodecException($"{StrictCodec.Name(type)} cannot travel: its base {StrictCodec.Name(level)} is not [GenerateSerializer].");
        }
    }

    private static List<(FieldInfo, string)> MembersOf(Type level)
    {
        var parameters = PrimaryParameters(level);
        var members = new List<(FieldInfo, string)>();
        var ids = new HashSet<(uint Id, bool FromConstructor)>();
        foreach (var member in level.GetMembers(Own).Where(member => member is FieldInfo or PropertyInfo))
        {
            var name = $"{StrictCodec.Name(level)}.{member.Name}";
            if (IdOf(member, parameters) is not { } id)
            {
                continue;
            }

            if (!ids.Add(id))
            {
                throw new StrictCodecException($"{name} has the id {id.Item1}, which another member has already.");
            }

            members.Add((FieldOf(member, name), name));
        }

        return members.Count > 0 || level.GetFields(Own).Length == 0
            ? members
            : throw new StrictCodecException($"{StrictCodec.Name(level)} is [GenerateSerializer] but no member of it has an [Id].");
    }

    private static (uint, bool)? IdOf(MemberInfo member, List<string> parameters)
    {
        if (member.GetCustomAttribute<IdAttribute>() is { } id)
        {
            return (id.Id, false);
        }

        return member is PropertyInfo && parameters.IndexOf(member.Name) is var at and >= 0 ? ((uint)at, true) : null;
    }

    private static FieldInfo FieldOf(MemberInfo member, string name) => member as FieldInfo
        ?? member.DeclaringType!.GetField($"<{member.Name}>k__BackingField", Own)
        ?? throw new StrictCodecException($"{name} has an [Id] but is no automatic property.");

    private static List<string> PrimaryParameters(Type level)
    {
        var included = level.GetCustomAttributesData()
            .Single(attribute => attribute.AttributeType == typeof(GenerateSerializerAttribute)).NamedArguments
            .Where(argument => argument.MemberName == nameof(GenerateSerializerAttribute.IncludePrimaryConstructorParameters))
            .Select(argument => (bool?)argument.TypedValue.Value).SingleOrDefault() ?? IsRecord(level);
        var properties = level.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        return included
            ? level.GetConstructors(Own)
                .Select(constructor => constructor.GetParameters())
                .Where(parameters => Array.TrueForAll(parameters, parameter => Array.Exists(properties,
                    property => property.Name == parameter.Name && property.PropertyType == parameter.ParameterType)))
                .MaxBy(parameters => parameters.Length)?.Select(parameter => parameter.Name!).ToList() ?? []
            : [];
    }

    private static bool IsRecord(Type level) => level.GetMethod("PrintMembers", Own) is not null;
}
