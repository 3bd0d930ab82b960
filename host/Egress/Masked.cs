namespace Host.Egress;

/// <summary>An address as it may be shown: who asks and what for, without what opens doors.</summary>
internal static class Masked
{
    private const string Mask = "***";

    public static string Of(Uri address, IReadOnlyList<string> secrets)
    {
        var query = address.Query.Length < 2 ? "" : "?" + string.Join('&', address.Query[1..].Split('&').Select(Pair));
        var shown = $"{address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)}{query}";
        return Without(shown, secrets);
    }

    /// <summary>A text without any of the secrets, also as they are written in addresses.</summary>
    public static string Without(string text, IReadOnlyList<string> secrets) => secrets.Where(secret => secret.Length > 0).OrderByDescending(secret => secret.Length)
        .Aggregate(text, (shown, secret) => shown
            .Replace(Uri.EscapeDataString(secret), Mask, StringComparison.OrdinalIgnoreCase).Replace(secret, Mask, StringComparison.Ordinal));

    private static string Pair(string pair) => pair.IndexOf('=', StringComparison.Ordinal) is var at and > 0 ? $"{pair[..at]}={Mask}" : Mask;
}
