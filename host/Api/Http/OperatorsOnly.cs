namespace Host.Api.Http;

/// <summary>Marks a route that is about the server as a whole, and so about all tenants.</summary>
internal sealed record OperatorsOnly;
