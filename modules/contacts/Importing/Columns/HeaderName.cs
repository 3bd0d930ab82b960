namespace Contacts;

/// <summary>Names of columns are compared by their letters and digits alone: <c>E-mail 1 - Value</c> is <c>email1value</c>.</summary>
internal static class HeaderName
{
    public static string Key(string name) =>
        string.Concat(name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant));
}
