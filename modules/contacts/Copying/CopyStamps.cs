using Contracts;

namespace Contacts;

/// <summary>How a share signs what it puts onto a contact.</summary>
internal static class CopyStamps
{
    private const string Prefix = "share:";

    /// <summary>Of the tag and of the place in the audience.</summary>
    public static string Of(string share) => $"{Prefix}{share}";

    /// <summary>Of what a field or an address is.</summary>
    public static string Of(string share, Guid source) => $"{Prefix}{share}/{source:N}";

    public static bool IsShares(this Stamp stamp) => stamp.By.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>A copy of this contact was given it, by whatever share.</summary>
    public static bool IsOf(this Stamp stamp, Guid source) => stamp.IsShares() && stamp.By.EndsWith($"/{source:N}", StringComparison.Ordinal);
}
