using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using System.Text;
using Audiences;
using Contacts;
using Contracts;
using Orleans;
using Tests.Support;

namespace Tests.Engine;

/// <summary>
/// Grains in one process pass immutable messages by reference, so no other test would notice one that loses something between two.
/// </summary>
public sealed class MessageTests
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    // A message may hold others of its kind: the innermost hold none.
    private const int Deepest = 5;

    [Fact]
    public async Task Every_message_of_the_modules_arrives_as_it_was_sent()
    {
        await using var host = await EngineHost.With([typeof(PostGrain)], assemblies: Modules);
        var lost = new List<string>();
        var messages = Modules.SelectMany(module => module.GetTypes()).Where(IsMessage).ToList();
        Assert.True(messages.Count > 30, $"Only {messages.Count} messages were found.");
        foreach (var type in messages)
        {
            var sent = Sample(type, "");
            var arrived = EngineUnderTest.OverTheWire(host.Services, sent);
            if (Text(sent) != Text(arrived)) lost.Add($"{type.FullName} was sent as\n  {Text(sent)}\nand arrived as\n  {Text(arrived)}");
        }
        Assert.True(lost.Count == 0, string.Join('\n', lost));
    }

    [Fact]
    public void A_lost_member_would_be_seen() =>
        Assert.NotEqual(Text(new Positional("Ann", 40) { Forgotten = "x" }), Text(new Positional("Ann", 40)));

    private static Assembly[] Modules { get; } = [typeof(AudiencesModule).Assembly, typeof(ContactsModule).Assembly, typeof(IPartitionGrain).Assembly];

    private static bool IsMessage(Type type) => type.IsDefined(typeof(GenerateSerializerAttribute), false)
        && !type.IsEnum && !type.IsAbstract && !type.IsSubclassOf(typeof(Exception));

    /// <summary>A value with every member set, each to something else.</summary>
    private static object Sample(Type type, string name, int depth = 0) => Nullable.GetUnderlyingType(type) is { } inner ? Sample(inner, name, depth) : type switch
    {
        _ when type == typeof(string) => $"{name} é",
        _ when type == typeof(bool) => true,
        _ when type == typeof(Guid) => Guid.Parse($"00000000-0000-0000-0000-{Seed(name):D12}"),
        { IsEnum: true } => Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1)!,
        { IsPrimitive: true } => Convert.ChangeType(1 + Seed(name) % 100, type),
        { IsGenericType: true } => Collection(type, name, depth),
        _ => Filled(type, depth + 1),
    };

    private static object Collection(Type type, string name, int depth)
    {
        var arguments = type.GetGenericArguments();
        if (type.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
        {
            var items = Array.CreateInstance(arguments[0], depth < Deepest ? 2 : 0);
            for (var at = 0; at < items.Length; at++) items.SetValue(Sample(arguments[0], $"{name} {at}", depth), at);
            return typeof(ImmutableArray).GetMethods().Single(method => method.Name == nameof(ImmutableArray.Create)
                && method.GetParameters() is [{ ParameterType: { IsArray: true } }]).MakeGenericMethod(arguments[0]).Invoke(null, [items])!;
        }
        var empty = type.GetField("Empty")?.GetValue(null) ?? throw new NotSupportedException($"{type} of {name}: say here how to make one.");
        return type.GetMethod("Add", arguments)!.Invoke(empty, [.. arguments.Select(argument => Sample(argument, name, depth))])!;
    }

    private static object Filled(Type type, int depth)
    {
        var maker = type.GetConstructors(Own).Where(maker => maker.GetParameters() is not [var only] || only.ParameterType != type)
            .MaxBy(maker => maker.GetParameters().Length);
        var made = maker is null ? Activator.CreateInstance(type)!
            : maker.Invoke([.. maker.GetParameters().Select(parameter => Sample(parameter.ParameterType, parameter.Name!, depth))]);
        foreach (var property in type.GetProperties(Own).Where(property => property.GetCustomAttribute<IdAttribute>() is not null && property.CanWrite))
            property.SetValue(made, Sample(property.PropertyType, property.Name, depth));
        return made;
    }

    /// <summary>All that a value holds, as text.</summary>
    private static string Text(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        IDictionary map => $"{{{string.Join(", ", map.Keys.Cast<object>().Select(key => $"{Text(key)}: {Text(map[key])}"))}}}",
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Text))}]",
        _ when value.GetType().Namespace!.StartsWith("System", StringComparison.Ordinal) || value is Enum => value.ToString()!,
        _ => Members(value).ToString(),
    };

    private static StringBuilder Members(object value) => value.GetType().GetFields(Own)
        .Aggregate(new StringBuilder(value.GetType().Name), (text, field) => text.Append($" {field.Name}={Text(field.GetValue(value))}"));

    // The same in every process, unlike a string's own hash.
    private static int Seed(string name) => name.Aggregate(7, (seed, letter) => (seed * 31 + letter) % 100_000);
}
