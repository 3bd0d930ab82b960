namespace Audiences.Sdk;

/// <summary>What a setting takes. The property's type says it.</summary>
public enum SettingKind
{
    /// <summary><see cref="string"/>.</summary>
    Text,

    /// <summary><see cref="Audiences.Sdk.Secret"/>; a JSON string when given.</summary>
    Secret,

    /// <summary><see cref="Uri"/>: absolute, http or https.</summary>
    Url,

    /// <summary><see cref="bool"/>.</summary>
    Boolean,

    /// <summary><see cref="int"/>.</summary>
    Integer,

    /// <summary><see cref="decimal"/>.</summary>
    Decimal,

    /// <summary>An enum; one of its names.</summary>
    Choice,

    /// <summary><see cref="Audiences.Sdk.Secret"/> with <see cref="OAuthAttribute"/>: no field of the form but a way to connect.</summary>
    OAuth,
}
