using System.Text;

namespace Audiences.Sdk;

/// <summary>Cards out of text: versions 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350), as programs write them.</summary>
/// <remarks>What is malformed is left out line by line: one bad line of somebody's program is no reason to lose a person.</remarks>
internal static class VCardReader
{
    // Beyond these the rest of a card, which is no person's, is left out: what is kept is bounded whatever the text holds.
    private const int MostProperties = 2_000;
    private const int MostOfCard = 1024 * 1024;

    /// <summary>The properties of each card, null for one that has no end; cards in cards (AGENT of 2.1) are left out.</summary>
    public static IEnumerable<IReadOnlyList<VCardProperty>?> Read(TextReader text)
    {
        var (card, depth, kept) = (new List<VCardProperty>(), 0, 0);
        foreach (var line in Lines(text))
        {
            if (line.Trim().Equals("BEGIN:VCARD", StringComparison.OrdinalIgnoreCase))
            {
                if (depth++ == 0) (card, kept) = ([], 0);
            }
            else if (line.Trim().Equals("END:VCARD", StringComparison.OrdinalIgnoreCase))
            {
                if (depth > 0 && --depth == 0) yield return card;
            }
            else if (depth == 1 && card.Count < MostProperties && kept < MostOfCard && Property(line) is { } property)
            {
                card.Add(property);
                kept += line.Length;
            }
        }
        if (depth > 0) yield return null;
    }

    /// <summary>Lines as they were before they were folded: at a blank, or in quoted-printable behind a "=".</summary>
    private static IEnumerable<string> Lines(TextReader text)
    {
        var (line, lines) = (new UnfoldedLine(), new BoundedLines(text));
        while (lines.Next() is { } next)
        {
            if (line.GoesOn) line.DropLast();
            else if (next.Length > 0 && next[0] is ' ' or '\t' && !line.IsEmpty)
            {
                if (!line.IsFull) line.Append(next.AsSpan(1));
                continue;
            }
            else if (!line.IsEmpty) yield return line.Take();
            line.Append(next);
        }
        if (!line.IsEmpty) yield return line.Take();
    }

    private static VCardProperty? Property(string line)
    {
        var colon = ValueStart(line);
        if (colon <= 0) return null;
        var words = Words(line[..colon]);
        var name = words[0][(words[0].LastIndexOf('.') + 1)..].Trim().ToUpperInvariant();
        // Pictures and the like, which nobody asks for and which are most of a card.
        if (name is "" or "PHOTO" or "LOGO" or "SOUND" or "KEY") return null;
        List<(string Name, string Value)> parameters = [.. words.Skip(1).Select(Parameter)];
        return new(name, parameters, Decoded(line[(colon + 1)..], parameters));
    }

    private static (string Name, string Value) Parameter(string word) => word.Split('=', 2) switch
    {
        [var name, var value] => (name.Trim().ToUpperInvariant(), value.Replace("\"", "", StringComparison.Ordinal)),
        _ => ("TYPE", word.Trim()),
    };

    /// <summary>The colon behind name and parameters; one in quotes is part of a parameter.</summary>
    private static int ValueStart(string line)
    {
        var quoted = false;
        for (var at = 0; at < line.Length; at++)
        {
            if (line[at] == '"') quoted = !quoted;
            else if (line[at] == ':' && !quoted) return at;
        }
        return line.IndexOf(':', StringComparison.Ordinal);
    }

    private static List<string> Words(string head)
    {
        var (words, from, quoted) = (new List<string>(), 0, false);
        for (var at = 0; at < head.Length; at++)
        {
            if (head[at] == '"') quoted = !quoted;
            else if (head[at] == ';' && !quoted)
            {
                words.Add(head[from..at]);
                from = at + 1;
            }
        }
        words.Add(head[from..]);
        return words;
    }

    private static string Decoded(string value, List<(string Name, string Value)> parameters)
    {
        var encoding = parameters.Find(each => each.Name == "ENCODING").Value ?? parameters.Find(each => each.Name == "TYPE" && IsEncoding(each.Value)).Value ?? "";
        var letters = Letters(parameters.Find(each => each.Name == "CHARSET").Value);
        if (encoding.Equals("QUOTED-PRINTABLE", StringComparison.OrdinalIgnoreCase)) return letters.GetString(QuotedPrintable(value));
        if (!encoding.Equals("BASE64", StringComparison.OrdinalIgnoreCase) && !encoding.Equals("B", StringComparison.OrdinalIgnoreCase)) return value;
        var bytes = new byte[value.Length];
        return Convert.TryFromBase64String(value.Trim(), bytes, out var length) ? letters.GetString(bytes, 0, length) : value;
    }

    // Version 2.1 names it bare, as a word among the types.
    private static bool IsEncoding(string word) => word.ToUpperInvariant() is "QUOTED-PRINTABLE" or "BASE64";

    private static Encoding Letters(string? name)
    {
        try
        {
            return string.IsNullOrEmpty(name) ? Encoding.UTF8 : CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return Encoding.UTF8;
        }
    }

    private static byte[] QuotedPrintable(string value)
    {
        var bytes = new List<byte>(value.Length);
        for (var at = 0; at < value.Length; at++)
        {
            if (value[at] == '=' && at + 2 < value.Length && byte.TryParse(value.AsSpan(at + 1, 2), System.Globalization.NumberStyles.HexNumber, null, out var each))
            {
                bytes.Add(each);
                at += 2;
            }
            else
            {
                var length = char.IsSurrogatePair(value, at) ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(value, at, length));
                at += length - 1;
            }
        }
        return [.. bytes];
    }
}
