using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Audiences.Sdk;
using Host.Plugins;
using Host.Plugins.Calling;

namespace Host.Commands.Connectors;

/// <summary>Settings from the command line, secrets from the environment or the keyboard: never from where others can read them.</summary>
internal static class GivenSettings
{
    public static async Task<JsonElement> Gather(ConnectorInfo connector, string[] set, ConnectorCatalogue catalogue, CancellationToken cancel)
    {
        var json = new JsonObject();
        foreach (var each in set) Put(json, connector, each);
        foreach (var secret in connector.Settings.Where(setting => setting.Kind == SettingKind.Secret))
            if (SecretOf(secret) is { } value) json[secret.Name] = value;
        using var values = JsonDocument.Parse(json.ToJsonString());
        try
        {
            var errors = await catalogue.CheckSettings(connector.Id, values.RootElement, cancel);
            if (errors.Count > 0) throw new CommandError(string.Join('\n', errors.Select(error => Told(connector, error.Key, error.Value))));
        }
        catch (ConnectorCallFailed failed)
        {
            throw new CommandError(failed.Exception ?? failed.Message);
        }
        return values.RootElement.Clone();
    }

    private static void Put(JsonObject json, ConnectorInfo connector, string given)
    {
        var (name, value) = given.Split('=', 2) is [var left, var right] ? (left, right) : throw new CommandError($"--set {given}: write name=value.");
        var setting = connector.Settings.FirstOrDefault(each => each.Name == name)
            ?? throw new CommandError($"--set {name}: there is no such setting; there are {string.Join(", ", connector.Settings.Select(each => each.Name))}.");
        if (setting.Kind == SettingKind.Secret)
            throw new CommandError($"--set {name}: it is a secret, which would be seen in the list of processes. Set {Variable(setting)}, or leave it away to be asked.");
        json[name] = Value(setting.Kind, value);
    }

    // What does not fit goes on as text, which the schema then refuses in its own words.
    private static JsonNode Value(SettingKind kind, string text) => kind switch
    {
        SettingKind.Boolean when bool.TryParse(text, out var flag) => flag,
        SettingKind.Integer when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) => integer,
        SettingKind.Decimal when decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) => number,
        _ => text,
    };

    private static string? SecretOf(Setting secret)
    {
        if (Environment.GetEnvironmentVariable(Variable(secret)) is { Length: > 0 } value) return value;
        return !secret.Required || Console.IsInputRedirected ? null : Ask(secret);
    }

    private static string Ask(Setting secret)
    {
        Console.Error.Write($"{secret.Label}: ");
        var typed = new System.Text.StringBuilder();
        for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
            if (key.Key == ConsoleKey.Backspace) typed.Length = Math.Max(0, typed.Length - 1);
            else typed.Append(key.KeyChar);
        Console.Error.WriteLine();
        return typed.ToString();
    }

    private static string Told(ConnectorInfo connector, string name, string error) =>
        connector.Settings.FirstOrDefault(each => each.Name == name) is not { } setting ? $"{name} {error}."
        : setting.Kind == SettingKind.Secret ? $"{name} {error}: set {Variable(setting)}." : $"{name} {error}: --set {name}=…";

    private static string Variable(Setting setting) => $"AUDIENCES_SET_{setting.Name.ToUpperInvariant()}";
}
