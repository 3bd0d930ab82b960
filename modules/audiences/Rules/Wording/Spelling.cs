using System.Globalization;
using System.Text;

namespace Audiences.Rules;

/// <summary>How names and values are spelled in a definition's text form: bare where nothing else can be meant, else in quotes.</summary>
internal static class Spelling
{
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "and", "or", "not", "no", "except", "all", "any", "everyone", "with", "in", "is", "at", "of", "for", "between", "exactly", "ago",
        "true", "false",
    };

    /// <summary>The language has a use for the word, so that it is no name and no value unless it is quoted.</summary>
    public static bool IsReserved(string word) => Reserved.Contains(word);

    /// <summary>The name of an event, a page or a property, or a value that is text.</summary>
    public static string Of(string name) => IsPlain(name) ? name : Quote(name);

    /// <summary>Of a field with a path what stands before the path is never quoted: <c>trait."a b"</c>.</summary>
    public static string OfField(string field) =>
        Field.Split(field) is var (root, path) && !IsPlain(field) ? $"{root}.{Quote(path)}" : field;

    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var letter in text)
        {
            quoted.Append(letter switch
            {
                '"' or '\\' => $"\\{letter}",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when IsInvisible(letter) => $"\\u{(int)letter:x4}",
                _ => letter.ToString(),
            });
        }
        return quoted.Append('"').ToString();
    }

    // What nobody can see is not left to be copied right.
    private static bool IsInvisible(char letter) =>
        letter != ' ' && char.GetUnicodeCategory(letter) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator or UnicodeCategory.PrivateUse;

    private static bool IsPlain(string name) =>
        name.Length > 0 && char.IsLetter(name[0]) && name[^1] != '.' && !IsReserved(name)
        && name.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '-' or '.');
}
