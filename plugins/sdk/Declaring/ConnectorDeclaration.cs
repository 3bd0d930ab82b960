using System.Reflection;

namespace Audiences.Sdk;

/// <summary>A connector as its class declares it. Read when a plugin is loaded, so that a mistake shows then and not at the first call.</summary>
public sealed class ConnectorDeclaration
{
    private readonly ConstructorInfo _constructor;
    private readonly Type? _settings;

    private ConnectorDeclaration(Type type)
    {
        var attribute = type.GetCustomAttribute<ConnectorAttribute>()
            ?? throw Mistake(type, "is a connector without [Connector]: give it an id and a name, or make it abstract");
        (Type, Id, Name) = (type, attribute.Id, attribute.Name);
        if (!IsId(Id)) throw Mistake(type, $"has the id \"{Id}\": use 2 to 40 of a-z, 0-9 and -, beginning with a letter");
        if (!type.IsVisible || type.IsAbstract || type.IsGenericType) throw Mistake(type, "is to be a public class, neither abstract nor generic");
        Ports = [.. type.GetInterfaces().Where(IsPort)];
        if (Ports.Count == 0) throw Mistake(type, "does nothing: implement IContactSource, IMessageChannel<…> or IAudienceDestination");
        _constructor = type.GetConstructors() is [var only] ? only : throw Mistake(type, "is to have exactly one public constructor");
        var settings = _constructor.GetParameters().Select(parameter => parameter.ParameterType).Where(parameter => !IsGiven(parameter)).ToList();
        if (settings.Count > 1)
            throw Mistake(type, $"takes {string.Join(" and ", settings.Select(each => each.Name))}: one type of settings is given, an HttpClient and a TimeProvider");
        _settings = settings.SingleOrDefault();
        Settings = _settings is null ? null : SettingsSchema.Of(_settings);
    }

    public Type Type { get; }

    public string Id { get; }

    public string Name { get; }

    /// <summary>What it can do: of <see cref="IContactSource"/>, closed <see cref="IMessageChannel{TMessage}"/>, <see cref="IMailReader"/> and <see cref="IAudienceDestination"/>.</summary>
    public IReadOnlyList<Type> Ports { get; }

    /// <summary>Null for a connector that needs no settings.</summary>
    public SettingsSchema? Settings { get; }

    /// <summary>All connectors of an assembly, at least one.</summary>
    /// <exception cref="InvalidOperationException">One is declared wrongly, or there is none; the message says what to change.</exception>
    public static IReadOnlyList<ConnectorDeclaration> In(Assembly assembly)
    {
        var types = assembly.GetTypes();
        if (types.FirstOrDefault(HasForeignAttribute) is { } foreign)
            throw Mistake(foreign, "is declared by another copy of Audiences.Sdk: reference it with ExcludeAssets=\"runtime\" and take its dll out of the plugin's folder");
        var found = types.Where(IsMeant).Select(type => new ConnectorDeclaration(type)).ToList();
        if (found.Count == 0) throw new InvalidOperationException($"{assembly.GetName().Name} declares no connector: put [Connector] on a class.");
        if (found.GroupBy(each => each.Id).FirstOrDefault(group => group.Count() > 1) is { } twins)
            throw new InvalidOperationException($"{string.Join(" and ", twins.Select(each => each.Type))} have one id, \"{twins.Key}\": each needs its own.");
        return found;
    }

    /// <summary>The connector of a class, e.g. in a test of it.</summary>
    /// <exception cref="InvalidOperationException">It is declared wrongly; the message says what to change.</exception>
    public static ConnectorDeclaration Of(Type type) => new(type);

    /// <summary>A connection. What the connector's constructor throws is thrown.</summary>
    /// <param name="settings">What <see cref="SettingsSchema.TryBind"/> made; null if <see cref="Settings"/> is.</param>
    public IConnector Create(object? settings, HttpClient http, TimeProvider time)
    {
        if (settings?.GetType() != _settings) throw new ArgumentException($"{Type} takes {_settings?.Name ?? "no settings"}.", nameof(settings));
        object[] arguments = [.. _constructor.GetParameters().Select(parameter => parameter.ParameterType switch
        {
            var type when type == typeof(HttpClient) => http,
            var type when type == typeof(TimeProvider) => time,
            _ => settings!,
        })];
        return (IConnector)_constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }

    private static bool IsMeant(Type type) =>
        type.IsDefined(typeof(ConnectorAttribute), false) || (type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IConnector)));

    private static bool HasForeignAttribute(Type type) => type.CustomAttributes
        .Any(attribute => attribute.AttributeType.FullName == typeof(ConnectorAttribute).FullName && attribute.AttributeType != typeof(ConnectorAttribute));

    private static bool IsPort(Type type) =>
        type == typeof(IContactSource) || type == typeof(IAudienceDestination) || type == typeof(IMailReader)
        || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IMessageChannel<>));

    private static bool IsGiven(Type type) => type == typeof(HttpClient) || type == typeof(TimeProvider);

    private static bool IsId(string id) =>
        id.Length is >= 2 and <= 40 && char.IsAsciiLetterLower(id[0]) && id.All(each => char.IsAsciiLetterLower(each) || char.IsAsciiDigit(each) || each == '-');

    private static InvalidOperationException Mistake(Type type, string what) => new($"{type} {what}.");
}
