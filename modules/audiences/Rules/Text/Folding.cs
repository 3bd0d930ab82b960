using System.Collections.Frozen;
using System.Text;

namespace Audiences.Rules;

/// <summary>The form in which text is compared: NFC, then simple case folding.</summary>
internal static class Folding
{
    private static readonly FrozenDictionary<int, int> Folds = UnicodeTable.Folds();

    public static string Fold(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange('\0', '\x7f'))
        {
            return text.AsSpan().ContainsAnyInRange('A', 'Z') ? text.ToLowerInvariant() : text;
        }
        var composed = Composition.Compose(text);
        var folded = new StringBuilder(composed.Length);
        for (var i = 0; i < composed.Length; i += Characters.Length(composed, i))
        {
            var character = Characters.At(composed, i);
            Characters.Append(folded, Folds.GetValueOrDefault(character, character));
        }
        return folded.ToString();
    }
}

/// <summary>Code points of UTF-16 text; a lone surrogate is one by itself, so that nothing is lost.</summary>
internal static class Characters
{
    public static int Length(string text, int index) =>
        char.IsHighSurrogate(text[index]) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]) ? 2 : 1;

    public static int At(string text, int index) =>
        Length(text, index) == 2 ? char.ConvertToUtf32(text[index], text[index + 1]) : text[index];

    public static void Append(StringBuilder text, int character)
    {
        if (character < 0x10000)
        {
            text.Append((char)character);
        }
        else
        {
            text.Append(char.ConvertFromUtf32(character));
        }
    }
}
