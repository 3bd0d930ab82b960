using System.Reflection;

namespace Audiences.Sdk;

/// <summary>Which builds of plugins a server understands, by semantic version of the SDK.</summary>
public static class SdkVersion
{
    /// <summary>Of this SDK.</summary>
    public static Version Current { get; } = Own(typeof(SdkVersion).Assembly.GetName());

    /// <summary>
    /// The SDK that a plugin was compiled against: its compiler wrote it down, so nobody declares it and nobody forgets. Null for an assembly
    /// that does not use the SDK.
    /// </summary>
    public static Version? Of(Assembly plugin) =>
        plugin.GetReferencedAssemblies().FirstOrDefault(reference => reference.Name == typeof(SdkVersion).Assembly.GetName().Name) is { } reference
            ? Own(reference) : null;

    /// <summary>
    /// Why a plugin built against <paramref name="built"/> cannot run on <paramref name="current"/>; null when it can. The same major version and
    /// not a later one; below 1.0 the minor version counts as major.
    /// </summary>
    public static string? Objection(Version built, Version current)
    {
        var same = built.Major == current.Major && (current.Major > 0 || built.Minor == current.Minor);
        if (same && built <= current) return null;
        return built < current
            ? $"It was built against Audiences.Sdk {built} and this server has {current}, which is not compatible with it: build it against {current}."
            : $"It was built against Audiences.Sdk {built} and this server has {current}: update the server, or build it against {current}.";
    }

    private static Version Own(AssemblyName name) => new(name.Version!.Major, name.Version.Minor, name.Version.Build);
}
