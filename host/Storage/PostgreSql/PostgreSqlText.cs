using System.Text;

namespace Host.Storage.PostgreSql;

/// <summary>
/// Text as a column holds it. PostgreSQL refuses U+0000 in text: U+0001 stands before what takes its place, which keeps the order.
/// </summary>
internal static class PostgreSqlText
{
    const char Escape = '\u0001', Zero = '0', Itself = '1';

    public static string Stored(string text)
    {
        if (text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')) text = Whole(text);
        if (!text.AsSpan().ContainsAnyInRange('\0', Escape)) return text;
        var stored = new StringBuilder(text.Length + 8);
        foreach (var letter in text)
        {
            if (letter > Escape) stored.Append(letter);
            else stored.Append(Escape).Append(letter == Escape ? Itself : Zero);
        }
        return stored.ToString();
    }

    public static string Read(string stored)
    {
        if (!stored.Contains(Escape)) return stored;
        var text = new StringBuilder(stored.Length);
        for (var at = 0; at < stored.Length; at++)
            text.Append(stored[at] != Escape ? stored[at] : stored[++at] == Itself ? Escape : '\0');
        return text.ToString();
    }

    /// <summary>Half a surrogate pair is no character; it is replaced, as SQLite's library does.</summary>
    static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
