using System.Text.Json;
using System.Text.Json.Nodes;
using Audiences.Sdk;
using Contracts;
using Sharing.Stored;

namespace Sharing;

/// <summary>Connections for who may use them, and for calls.</summary>
internal sealed class ConnectionAccess(IConnectionStore store, IConnectors connectors, OAuthTokens tokens, ISettingsSeal seal)
{
    public static void RequireAdmin(Principal principal)
    {
        if (!principal.MayChangeOrganisation)
            throw new Refusal(403, "missing-role", "Connections and syncs are the admins' and owners' of the organisation.");
    }

    /// <exception cref="Refusal">403; 404 <c>unknown-connection</c>.</exception>
    public async Task<StoredConnection> Find(Principal principal, string id, CancellationToken cancel)
    {
        RequireAdmin(principal);
        return await Named(principal, id, cancel);
    }

    /// <summary>For who may use it without seeing it.</summary>
    /// <exception cref="Refusal">404 <c>unknown-connection</c>.</exception>
    public async Task<StoredConnection> Named(Principal principal, string id, CancellationToken cancel) =>
        await store.Read(principal.Tenant, id, cancel) is { } found && found.Organisation == principal.Organisation ? found : throw Unknown();

    public static Refusal Unknown() => new(404, "unknown-connection", "There is no such connection. GET /v1/connectors lists those that there are.");

    /// <exception cref="Refusal">422 <c>no-source</c>.</exception>
    public SourceView Source(StoredConnection connection) => Form(connection.Connector).GivesContacts
        ? new(connection.Id, connection.Name, connection.Connector, connection.Version)
        : throw Refusal.Invalid("connection", $"the connector \"{connection.Connector}\" is no source of contacts", "no-source");

    /// <summary>The form of an active connector.</summary>
    /// <exception cref="Refusal">422 <c>unknown-connector</c>.</exception>
    public ConnectorForm Form(string connector) =>
        connectors.All.FirstOrDefault(form => form.Id == connector) ?? throw Refusal.Invalid(
            "connector", $"No active plugin has a connector \"{connector}\".{Nearest.Hint(connector, connectors.All.Select(form => form.Id))} GET /v1/plugins lists them, and why one is not active.",
            "unknown-connector");

    /// <exception cref="Refusal">422, by setting.</exception>
    public async Task<SettingsSplit> Check(ConnectorForm form, JsonObject settings, CancellationToken cancel)
    {
        if (form.OAuth is { } oauth && settings.ContainsKey(oauth.Name))
            throw Refusal.Invalid($"settings.{oauth.Name}", "The other side gives this: POST /v1/connectors/{id}/authorize says where. null takes it away.");
        var filled = settings.DeepClone().AsObject();
        if (form.OAuth is { Required: true } given) filled[given.Name] = "to be given";
        using var whole = JsonSerializer.SerializeToDocument(filled);
        var wrong = await WrongIn(form, whole.RootElement, cancel);
        if (wrong.Count > 0)
        {
            var errors = wrong.ToDictionary(each => each.Key == "" ? "settings" : $"settings.{each.Key}", each => new[] { each.Value });
            throw new Refusal(422, "invalid", $"{errors.First().Key}: {errors.First().Value[0]}", errors);
        }
        return SettingsSplit.Of(settings, form);
    }

    public byte[] Seal(string id, string secrets) => seal.Seal(secrets, Purpose(id));

    /// <summary>With its secrets.</summary>
    /// <exception cref="CallFailedException">They cannot be read any more.</exception>
    public JsonObject Settings(StoredConnection connection) =>
        SettingsSplit.Whole(connection.Settings, seal.Open(connection.Secrets, Purpose(connection.Id)) ?? throw new CallFailedException(
            "The secrets of this connection cannot be read: the keys that they were encrypted with are not in the data folder. Give them anew.",
            mayPass: false, ConnectorFailure.NeedsReconnect));

    /// <summary>Without secrets that nobody can read any more: a check asks for them.</summary>
    public JsonObject Known(StoredConnection connection)
    {
        try
        {
            return Settings(connection);
        }
        catch (CallFailedException)
        {
            return JsonNode.Parse(connection.Settings)!.AsObject();
        }
    }

    /// <summary>With all secrets, and with a token that is good for some time yet.</summary>
    /// <exception cref="CallFailedException">Something of it is not to be had.</exception>
    public async Task<OpenConnection> Open(StoredConnection connection, CancellationToken cancel)
    {
        var settings = Settings(connection);
        if (OAuthOf(connection) is { } oauth && (oauth.Required || connection.Granted is not null || settings.ContainsKey("clientId")))
        {
            (connection, var grant) = await tokens.Fresh(connection, new(oauth.Flow, settings), cancel);
            // It may have been changed while its token was fetched.
            settings = Settings(connection);
            settings[oauth.Name] = grant.AccessToken;
        }
        return new(connection.Id, connection.Version, connection.Grant, connection.Connector, JsonSerializer.SerializeToElement(settings));
    }

    /// <summary>The change takes away what the other side has given.</summary>
    public bool Disconnects(StoredConnection connection, JsonElement change) =>
        OAuthOf(connection) is { } oauth && change.TryGetProperty(oauth.Name, out var given) && given.ValueKind == JsonValueKind.Null;

    /// <summary>Null when its connector is not connected so, or not there.</summary>
    public OAuthClient? Client(StoredConnection connection) => OAuthOf(connection) is { } oauth ? new(oauth.Flow, Known(connection)) : null;

    public static ConnectionHealthView Health(ConnectorFailure? failure, string? detail, Instant at) => new(
        failure switch
        {
            null => "healthy",
            ConnectorFailure.NeedsReconnect => "needsReconnect",
            ConnectorFailure.Misconfigured => "misconfigured",
            _ => "unavailable",
        }, detail, at);

    public ConnectionView Show(StoredConnection connection)
    {
        using var settings = JsonDocument.Parse(connection.Settings);
        return new(
            connection.Id, connection.Connector, connection.Name, settings.RootElement.Clone(), connection.SecretNames, connection.Health,
            connection.CreatedAt, connection.CreatedBy, connection.Version) { Authorized = OAuthOf(connection) is null ? null : connection.Granted is not null };
    }

    private OAuthSetting? OAuthOf(StoredConnection connection) => connectors.All.FirstOrDefault(form => form.Id == connection.Connector)?.OAuth;

    private async Task<IReadOnlyDictionary<string, string>> WrongIn(ConnectorForm form, JsonElement settings, CancellationToken cancel)
    {
        try
        {
            return await connectors.WrongIn(form.Id, settings, cancel);
        }
        catch (CallFailedException failed)
        {
            throw new Refusal(503, "connector-away", $"The connector cannot look at the settings now: {failed.Message}") { RetryAfter = 5 };
        }
    }

    private static string Purpose(string id) => $"connection:{id}";
}
