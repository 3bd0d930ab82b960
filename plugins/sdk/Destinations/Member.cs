namespace Audiences.Sdk;

/// <summary>Somebody who is, or was, in an audience.</summary>
/// <param name="Key">The contact's id at the server: stays, whatever else of him changes.</param>
/// <param name="Contact">What the admin's mapping lets out of him; often less than is known.</param>
public sealed record Member(string Key, Contact Contact)
{
    /// <summary>Since when it is a member, or when it left; UTC.</summary>
    public DateTimeOffset At { get; init; }
}
