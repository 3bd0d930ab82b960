using System.Text.Json;
using System.Text.Json.Serialization;
using MediatR;

namespace Contracts;

// What an organisation is connected to by connectors of plugins. Answered by module sharing; all of it is the admins'.

/// <param name="Connector">The connector's id, one of an active plugin.</param>
/// <param name="Settings">A JSON object by the connector's form.</param>
public sealed record CreateConnection(Principal Principal, string Connector, string Name, JsonElement Settings) : IRequest<ConnectionView>;

/// <summary>By name.</summary>
public sealed record ListConnections(Principal Principal) : IRequest<IReadOnlyList<ConnectionView>>;

public sealed record GetConnection(Principal Principal, string Id) : IRequest<ConnectionView>;

/// <param name="Settings">Those that change; null takes one away, and a secret that is left out stays. Null: none changes.</param>
/// <param name="Version">From <c>If-Match</c>; null: the last writer wins.</param>
public sealed record ChangeConnection(Principal Principal, string Id, string? Name, JsonElement? Settings, long? Version) : IRequest<ConnectionView>;

/// <exception cref="Refusal">409 <c>in-use</c>: audiences are kept in sync by it.</exception>
public sealed record RemoveConnection(Principal Principal, string Id) : IRequest;

/// <summary>Whether it works now, asked of the other side.</summary>
public sealed record TestConnection(Principal Principal, string Id) : IRequest<ConnectionHealthView>;

/// <summary>The other side's page where the admin lets this server in. It leads his browser back to the server, which then finishes by itself.</summary>
/// <param name="Back">Where it leads back to: an address of this server as browsers reach it, the same that the app is registered with there.</param>
/// <exception cref="Refusal">409 <c>no-oauth</c>; 422: the app's id is missing, or the server's address cannot be taken.</exception>
public sealed record AuthorizeConnection(Principal Principal, string Id, Uri Back) : IRequest<AuthorizationView>;

/// <param name="Address">For the admin's browser.</param>
/// <param name="ExpiresAt">Then it is to be asked for anew.</param>
public sealed record AuthorizationView(Uri Address, DateTimeOffset ExpiresAt);

/// <summary>The browser is back. By no principal: what it brings was sealed when an admin asked for it.</summary>
/// <param name="Error">Of the other side instead of a code.</param>
/// <returns>What the connection is called.</returns>
/// <exception cref="Refusal">400: not asked for, too late or not agreed; 409: it is another connection by now; 503: the other side cannot be asked.</exception>
public sealed record FinishAuthorization(string? State, string? Code, string? Error) : IRequest<string>;

/// <summary>Its last 100 calls since the server started, newest first.</summary>
public sealed record ListConnectionCalls(Principal Principal, string Id) : IRequest<IReadOnlyList<ConnectionCallView>>;

/// <summary>A connection that contacts may be pulled from.</summary>
/// <exception cref="Refusal">403; 404 <c>unknown-connection</c>; 422 <c>no-source</c>.</exception>
public sealed record RequireSource(Principal Principal, string Id) : IRequest<SourceView>;

/// <param name="Version">Rises with every change of an admin.</param>
public sealed record SourceView(string Id, string Name, string Connector, long Version);

/// <summary>The same with its settings, for a call.</summary>
/// <exception cref="Refusal">As of <see cref="RequireSource"/>; 409 <c>sealed</c>: its secrets cannot be read any more, or the other side lets nobody in by them.</exception>
public sealed record OpenSource(Principal Principal, string Id) : IRequest<OpenedSource>;

/// <param name="Grant">What is open of an earlier one is closed.</param>
/// <param name="Settings">With the secrets.</param>
public sealed record OpenedSource(SourceView Source, long Grant, JsonElement Settings)
{
    // Records show all their members, and logs show records.
    public override string ToString() => $"{Source}";
}

/// <param name="Settings">Without the secrets.</param>
/// <param name="Secrets">Names of those that are set; what they are is never answered.</param>
/// <param name="Health">Null: it was never tried.</param>
/// <param name="Version">The ETag.</param>
public sealed record ConnectionView(
    string Id, string Connector, string Name, JsonElement Settings, IReadOnlyList<string> Secrets, ConnectionHealthView? Health,
    Instant CreatedAt, string CreatedBy, [property: JsonIgnore] long Version)
{
    /// <summary>Whether the other side has let this server in; null where that is not how one connects.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Authorized { get; init; }
}

/// <param name="State">healthy, unavailable, needsReconnect or misconfigured.</param>
/// <param name="Detail">One sentence, when there is something to say.</param>
public sealed record ConnectionHealthView(string State, string? Detail, Instant At);

/// <param name="Status">Of HTTP; null when no answer came.</param>
/// <param name="Url">Secrets in it are masked.</param>
public sealed record ConnectionCallView(Instant At, string Method, string Url, int? Status, double Milliseconds, string? Error);
