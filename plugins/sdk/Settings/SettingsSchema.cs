using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Audiences.Sdk;

/// <summary>The form of a connector's settings, read from their type, and the way from what was filled in to an instance.</summary>
/// <remarks>Nothing is kept outside the instance (JsonSerializer would keep the type): a plugin that is unloaded is gone.</remarks>
public sealed class SettingsSchema
{
    private readonly Type _type;
    private readonly List<(Setting Setting, PropertyInfo Property)> _fields;

    private SettingsSchema(Type type, IEnumerable<PropertyInfo> properties)
    {
        _type = type;
        _fields = [.. properties.Select(property => (SettingOf(type, property), property))];
    }

    /// <summary>In the order in which the type declares them.</summary>
    public IReadOnlyList<Setting> Settings => [.. _fields.Select(each => each.Setting)];

    /// <exception cref="InvalidOperationException">The type cannot be settings; the message says what to change.</exception>
    public static SettingsSchema Of(Type type)
    {
        if (type.IsAbstract || type.GetConstructor(Type.EmptyTypes) is null)
            throw new InvalidOperationException($"{type} cannot be settings: give it a public constructor without parameters and the settings as properties.");
        var schema = new SettingsSchema(type, type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is { IsPublic: true }));
        return schema._fields.Count(field => field.Setting.OAuth is not null) > 1
            ? throw new InvalidOperationException($"{type} has several settings with [OAuth]: a connection is made by one.") : schema;
    }

    /// <summary>An instance with these values; what is absent or null has its default.</summary>
    /// <param name="values">A JSON object of settings by name.</param>
    /// <param name="errors">By setting, what is wrong with it and what to do; values are not repeated, for they may be secrets.</param>
    public bool TryBind(JsonElement values, [NotNullWhen(true)] out object? settings, out IReadOnlyDictionary<string, string> errors)
    {
        var found = new Dictionary<string, string>();
        var bound = Activator.CreateInstance(_type)!;
        if (values.ValueKind != JsonValueKind.Object) found[""] = "settings are a JSON object";
        else
        {
            foreach (var given in values.EnumerateObject().Where(given => _fields.All(each => each.Setting.Name != given.Name)))
                found[given.Name] = $"there is no such setting; there are {string.Join(", ", _fields.Select(each => each.Setting.Name))}";
            foreach (var (setting, property) in _fields)
                if (Error(setting, property, values, bound) is { } error) found[setting.Name] = error;
        }
        errors = found;
        settings = found.Count == 0 ? bound : null;
        return settings is not null;
    }

    private static string? Error(Setting setting, PropertyInfo property, JsonElement values, object bound)
    {
        if (!values.TryGetProperty(setting.Name, out var given) || given.ValueKind == JsonValueKind.Null)
            return setting.Required ? "must be given" : null;
        if (Read(setting, property.PropertyType, given) is not { } value) return Expected(setting);
        property.SetValue(bound, value);
        return null;
    }

    private static object? Read(Setting setting, Type type, JsonElement given) => (setting.Kind, given.ValueKind) switch
    {
        (SettingKind.Text, JsonValueKind.String) => NotBlank(setting, TextIn(given)),
        (SettingKind.Secret or SettingKind.OAuth, JsonValueKind.String) => NotBlank(setting, TextIn(given)) is { } secret ? new Secret(secret) : null,
        (SettingKind.Url, JsonValueKind.String) => Uri.TryCreate(TextIn(given), UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null,
        (SettingKind.Boolean, JsonValueKind.True or JsonValueKind.False) => given.GetBoolean(),
        (SettingKind.Integer, JsonValueKind.Number) => given.TryGetInt32(out var integer) ? integer : null,
        (SettingKind.Decimal, JsonValueKind.Number) => given.TryGetDecimal(out var number) ? number : null,
        (SettingKind.Choice, JsonValueKind.String) => setting.Choices.FirstOrDefault(choice => choice == TextIn(given)) is { } choice ? Enum.Parse(Bare(type), choice) : null,
        _ => null,
    };

    private static string? NotBlank(Setting setting, string? text) => setting.Required && string.IsNullOrWhiteSpace(text) ? null : text;

    private static string? TextIn(JsonElement given)
    {
        try
        {
            return given.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, which is no text.
            return null;
        }
    }

    private static string Expected(Setting setting) => setting.Kind switch
    {
        SettingKind.Text or SettingKind.Secret or SettingKind.OAuth => setting.Required ? "must be a text that is not blank" : "must be a text",
        SettingKind.Url => "must be an address that begins with https:// or http://",
        SettingKind.Boolean => "must be true or false",
        SettingKind.Integer => "must be a whole number between -2147483648 and 2147483647",
        SettingKind.Decimal => "must be a number",
        _ => $"must be one of {string.Join(", ", setting.Choices)}",
    };

    private static Setting SettingOf(Type owner, PropertyInfo property)
    {
        var attribute = property.GetCustomAttribute<SettingAttribute>()
            ?? throw new InvalidOperationException($"{owner}.{property.Name} has no [Setting]: say what the form calls it, or take its setter away.");
        var type = Bare(property.PropertyType);
        var flow = FlowOf(owner, property);
        return new(
            JsonNamingPolicy.CamelCase.ConvertName(property.Name), attribute.Label, attribute.Help, flow is null ? KindOf(owner, property.Name, type) : SettingKind.OAuth,
            property.IsDefined(typeof(RequiredMemberAttribute)), type.IsEnum ? Enum.GetNames(type) : []) { OAuth = flow };
    }

    private static OAuthFlow? FlowOf(Type owner, PropertyInfo property)
    {
        if (property.GetCustomAttribute<OAuthAttribute>() is not { } attribute) return null;
        if (property.PropertyType != typeof(Secret) || !Has("ClientId", typeof(string)) || !Has("ClientSecret", typeof(Secret)))
            throw new InvalidOperationException($"{owner}.{property.Name} has [OAuth]: it is to be a Secret, beside the settings string ClientId and Secret ClientSecret.");
        return new(attribute.Authorize, attribute.Token, attribute.Scopes);

        bool Has(string name, Type type) => owner.GetProperty(name)?.PropertyType == type;
    }

    private static SettingKind KindOf(Type owner, string name, Type type) =>
        type == typeof(string) ? SettingKind.Text
        : type == typeof(Secret) ? SettingKind.Secret
        : type == typeof(Uri) ? SettingKind.Url
        : type == typeof(bool) ? SettingKind.Boolean
        : type == typeof(int) ? SettingKind.Integer
        : type == typeof(decimal) ? SettingKind.Decimal
        : type.IsEnum ? SettingKind.Choice
        : throw new InvalidOperationException($"{owner}.{name} is a {type.Name}: a setting is a string, Secret, Uri, bool, int, decimal or an enum.");

    private static Type Bare(Type type) => Nullable.GetUnderlyingType(type) ?? type;
}
