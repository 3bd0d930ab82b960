using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using Orleans.Runtime;

namespace Audiences.Embedded;

/// <summary>Makes the copy of a value that would arrive at another silo. It knows how once per type.</summary>
internal delegate object Copier(object value, StrictCopy copy);

/// <summary>
/// Stands in for Orleans' serializer in tests: what crosses a call or goes to storage is copied through its
/// <c>[Id]</c> members alone, and a type that would not cross is refused by name.
/// </summary>
internal sealed class StrictCodec
{
    private static readonly FrozenSet<Type> Plain = FrozenSet.Create(
    [
        typeof(bool), typeof(char), typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint),
        typeof(long), typeof(ulong), typeof(float), typeof(double), typeof(decimal),
        typeof(string), typeof(Guid), typeof(DateTimeOffset), typeof(TimeSpan),
    ]);

    private readonly ConcurrentDictionary<Type, Copier> _copiers = new();

    public object?[] CopyArguments(MethodInfo method, object?[] args)
    {
        var copy = new StrictCopy(this, "");
        var parameters = method.GetParameters();
        return Array.ConvertAll(parameters, parameter => parameter.ParameterType == typeof(CancellationToken)
            ? args[parameter.Position]
            : copy.Member(parameter.ParameterType, args[parameter.Position], $"{Name(method)}({parameter.Name})"));
    }

    public T CopyResult<T>(MethodInfo method, T result) =>
        (T)new StrictCopy(this, "").Member(typeof(T), result, $"the result of {Name(method)}")!;

    public T CopyState<T>(string name, T state) =>
        (T)new StrictCopy(this, "").Member(typeof(T), state, $"the state '{name}'")!;

    public Copier CopierOf(Type type, string where)
    {
        if (_copiers.TryGetValue(type, out var known))
        {
            return known;
        }

        var copier = IsPlain(type) ? static (value, _) => value
            : StrictContainers.CopierOf(type) is { } container ? container
            : type.IsDefined(typeof(Orleans.GenerateSerializerAttribute), inherit: false) ? new StrictShape(type).Copy
            : throw new StrictCodecException(type, where);
        return _copiers.GetOrAdd(type, copier);
    }

    /// <summary>Judges what a member is declared to hold, so that one that happens to be empty does not pass.</summary>
    public void Check(Type declared, string where)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (type.IsInterface || type.IsAbstract || type == typeof(object))
        {
            // What it holds at run time is judged then.
            return;
        }

        if (_copiers.ContainsKey(type))
        {
            return;
        }

        CopierOf(type, where);
        try
        {
            CheckParts(type, where);
        }
        catch
        {
            // Refused once, refused always: a copier that stayed would let the type through the next time.
            _copiers.TryRemove(type, out _);
            throw;
        }
    }

    private void CheckParts(Type type, string where)
    {
        foreach (var part in StrictContainers.PartsOf(type))
        {
            Check(part, where);
        }

        if (!IsPlain(type) && StrictContainers.CopierOf(type) is null)
        {
            StrictShape.CheckMembers(type, this);
        }
    }

    public static string Name(Type type)
    {
        if (type.IsArray)
        {
            return $"{Name(type.GetElementType()!)}[]";
        }

        return type.IsGenericType
            ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : type.Name;
    }

    private static string Name(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";

    private static bool IsPlain(Type type) => type.IsEnum || Plain.Contains(type);
}

/// <summary>The type and the member that hold what cannot travel.</summary>
internal sealed class StrictCodecException : OrleansException
{
    public StrictCodecException(Type type, string where)
        : base($"{StrictCodec.Name(type)} cannot travel, in {where}: it is neither [GenerateSerializer] nor on the list of plain types and collections.") { }

    public StrictCodecException(string message) : base(message) { }
}
