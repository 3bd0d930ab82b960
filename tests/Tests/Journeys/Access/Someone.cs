using Tests.Support;

namespace Tests.Journeys.Access;

/// <summary>Somebody who sends requests.</summary>
/// <param name="Scopes">What the key may do, its user's role taken into account.</param>
internal sealed record Someone(string Name, AudiencesClient Client, string[] Scopes)
{
    /// <summary>The key is known.</summary>
    public bool HasKey => Name is not ("revoked" or "none");

    private bool IsOfTheOrganisation => Name is "ann" or "mate" or "teammate" or "admin" or "viewer" or "web";

    /// <summary>The status that the role table asks for; null: whatever comes of a request that is let in.</summary>
    public int? Expected(Route route)
    {
        if (route.Object == "open") return null;
        if (!HasKey) return 401;
        if (route.Scope is { } scope && !Scopes.Contains(scope)) return 403;
        return route.Object switch
        {
            "private" => Name == "ann" ? null : 404,
            "team" => Name is "ann" or "teammate" ? null : 404,
            "team's owner" => Name switch { "ann" => null, "teammate" => 403, _ => 404 },
            "switched" => Name is "ann" or "admin" ? null : 403,
            "organisation" => !IsOfTheOrganisation ? 404 : route.Scope == "read" || Name == "admin" ? null : 403,
            "admin" => !IsOfTheOrganisation ? 404 : Name == "admin" ? null : 403,
            _ => null,
        };
    }
}
