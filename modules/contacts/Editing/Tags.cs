using Contracts;

namespace Contacts;

internal static class Tags
{
    private const int Longest = 512;

    /// <summary>The tag without blanks around it.</summary>
    /// <exception cref="Refusal">422 at the path.</exception>
    public static string Require(string path, string? text) =>
        text?.Trim() is { Length: > 0 and <= Longest } tag && !tag.Contains('\0')
            ? tag
            : throw Refusal.Invalid(path, $"must be text of 1 to {Longest} characters");
}
