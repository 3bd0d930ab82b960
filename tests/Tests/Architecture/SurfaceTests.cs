using System.Reflection;
using MediatR;

namespace Tests.Architecture;

/// <summary>What a module shows, and what the published language holds.</summary>
public class SurfaceTests
{
    [Fact]
    public void Modules_show_their_registration_and_what_the_store_implements() =>
        House.Clean(House.Modules.SelectMany(name => SurfaceRule(House.Load(name).GetExportedTypes())));

    [Fact]
    public void A_planted_public_type_is_found() => Assert.NotEmpty(SurfaceRule([typeof(PlantedService)]));

    [Fact]
    public void Contracts_hold_only_what_two_sides_name()
    {
        var contracts = House.Load(House.Contracts).GetExportedTypes();
        var named = House.Modules.Append(House.Server).ToDictionary(
            name => name,
            name => Il.TypesNamed(House.PathOf(name)).Where(type => type.Assembly == House.Contracts).Select(type => type.Type).ToHashSet());
        House.Clean(SharedRule(contracts, named));
    }

    [Fact]
    public void A_planted_contract_of_one_side_is_found()
    {
        var named = new Dictionary<string, HashSet<string>> { ["a"] = [typeof(PlantedOrder).FullName!], ["b"] = [] };
        Assert.NotEmpty(SharedRule([typeof(PlantedOrder)], named));
    }

    [Fact]
    public void Handlers_are_internal_sealed_and_named_for_their_message() =>
        House.Clean(House.Modules.Append(House.Server).SelectMany(name => HandlerRule(House.Load(name).GetTypes())));

    [Fact]
    public void A_planted_handler_is_found() => Assert.Equal(2, HandlerRule([typeof(PlantedService)]).Count());

    private static IEnumerable<string> SurfaceRule(IEnumerable<Type> exported) => exported
        .Where(type => !type.Name.EndsWith("Module", StringComparison.Ordinal) && type.Namespace?.EndsWith(".Stored", StringComparison.Ordinal) != true)
        .Select(type => $"{type.FullName} is public, and neither its module's registration nor in Stored/");

    /// <summary>Two of {modules, host} name the type, or it is a part of a contract for which that holds.</summary>
    private static IEnumerable<string> SharedRule(IReadOnlyCollection<Type> contracts, Dictionary<string, HashSet<string>> named)
    {
        var shared = contracts.Where(type => named.Values.Count(names => names.Contains(type.FullName!)) >= 2).ToHashSet();
        for (var grown = true; grown;)
            grown = contracts.Where(type => !shared.Contains(type) && shared.Any(whole => Parts(whole).Contains(type))).ToList()
                .Count(part => shared.Add(part)) > 0;
        return contracts.Except(shared).Select(type => $"{type.FullName} is in contracts and fewer than two assemblies name it");
    }

    private static IEnumerable<Type> Parts(Type type) => type
        .GetProperties().Select(property => property.PropertyType)
        .Concat(type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType)))
        .Concat(type.GetInterfaces())
        .SelectMany(part => part.IsGenericType ? part.GetGenericArguments().SelectMany(Inside).Append(part) : [part]);

    private static IEnumerable<Type> Inside(Type type) =>
        type.IsGenericType ? type.GetGenericArguments().SelectMany(Inside).Append(type) : [type];

    private static IEnumerable<string> HandlerRule(IEnumerable<Type> types)
    {
        foreach (var type in types.Where(type => type is { IsAbstract: false, IsInterface: false }))
        {
            var messages = type.GetInterfaces().Where(IsHandler).Select(handler => handler.GetGenericArguments()[0]).ToList();
            if (messages.Count == 0) continue;
            if (type.IsPublic || type.IsNestedPublic || !type.IsSealed) yield return $"{type.FullName} handles messages and is not internal sealed";
            if (!messages.Any(message => type.Name == $"{message.Name}Handler")) yield return $"{type.FullName} is not named {messages[0].Name}Handler";
        }
    }

    private static bool IsHandler(Type type) => type.IsGenericType
        && (type.GetGenericTypeDefinition() == typeof(IRequestHandler<,>) || type.GetGenericTypeDefinition() == typeof(INotificationHandler<>));

    public sealed record PlantedOrder : IRequest<int>;

    public class PlantedService : IRequestHandler<PlantedOrder, int>
    {
        public Task<int> Handle(PlantedOrder request, CancellationToken cancellationToken) => Task.FromResult(0);
    }
}
