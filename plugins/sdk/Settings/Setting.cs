namespace Audiences.Sdk;

/// <summary>One field of the form that an admin fills in.</summary>
/// <param name="Name">The property's name in camelCase, as in JSON.</param>
/// <param name="Choices">The names to choose from, in order; empty unless <paramref name="Kind"/> is <see cref="SettingKind.Choice"/>.</param>
public sealed record Setting(string Name, string Label, string? Help, SettingKind Kind, bool Required, IReadOnlyList<string> Choices)
{
    /// <summary>How the admin connects; null for every other <see cref="SettingKind"/> than <see cref="SettingKind.OAuth"/>.</summary>
    public OAuthFlow? OAuth { get; init; }
}
