namespace Audiences.Sdk;

/// <summary>A line of a card: <c>item1.EMAIL;TYPE=work,pref:ann@example.org</c>.</summary>
/// <param name="Name">Uppercase, without its group.</param>
/// <param name="Parameters">Uppercase name and value as written; a bare word of version 2.1 is a TYPE.</param>
/// <param name="Value">Out of its transfer encoding, still with its escapes.</param>
internal sealed record VCardProperty(string Name, IReadOnlyList<(string Name, string Value)> Parameters, string Value)
{
    /// <summary>The value as one text.</summary>
    public string Text => Unescaped(Value).Trim();

    /// <summary>Less is better: PREF of version 4, "pref" of the older ones.</summary>
    public int Preference
    {
        get
        {
            if (Parameters.FirstOrDefault(each => each.Name == "PREF").Value is { } given) return int.TryParse(given, out var preference) ? preference : 100;
            return Parameters.Any(each => each.Name is "TYPE" && each.Value.Split(',').Contains("pref", StringComparer.OrdinalIgnoreCase)) ? 1 : 101;
        }
    }

    /// <summary>The parts of a value that has several, parted by <c>;</c> (N, ADR, ORG) or <c>,</c> (CATEGORIES).</summary>
    public IReadOnlyList<string> Parts(char separator)
    {
        var (parts, from) = (new List<string>(), 0);
        for (var at = 0; at < Value.Length; at++)
        {
            if (Value[at] == '\\') at++;
            else if (Value[at] == separator)
            {
                parts.Add(Unescaped(Value[from..at]).Trim());
                from = at + 1;
            }
        }
        parts.Add(Unescaped(Value[from..]).Trim());
        return parts;
    }

    private static string Unescaped(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal)) return text;
        var plain = new System.Text.StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
            plain.Append(text[at] != '\\' || at + 1 == text.Length ? text[at] : text[++at] is 'n' or 'N' ? '\n' : text[at]);
        return plain.ToString();
    }
}
