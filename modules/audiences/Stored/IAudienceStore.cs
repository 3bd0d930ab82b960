using Orleans;

namespace Audiences.Stored;

/// <summary>
/// Reads over what the audience grains keep. The grains' own state goes through <c>IGrainStorage</c> named
/// <c>audiences</c>, which keeps an <see cref="AudienceState"/> in the same table: version-checked, the name unique by (tenant, owner)
/// case-blind and the key by tenant for ever (a deleted audience keeps its row and key, and frees its name).
/// </summary>
public interface IAudienceStore
{
    /// <summary>The tenant's audiences with every acknowledged write. Asked for with every order, so it may not cost more the more there are.</summary>
    Task<TenantAudiences> All(string tenant, CancellationToken cancel);
}

/// <summary>Thrown by the storage named <c>audiences</c> when the owner has another audience of that name. Nothing was written.</summary>
[GenerateSerializer, Alias("audience-name-taken")]
public sealed class AudienceNameTakenException(string name) : Exception($"There is an audience named \"{name}\" already.");
