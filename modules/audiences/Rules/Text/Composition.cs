using System.Collections.Frozen;
using System.Text;

namespace Audiences.Rules;

/// <summary>Normalization Form C (UAX #15): decomposed canonically, marks put in order, composed again.</summary>
internal static class Composition
{
    // Hangul syllables are composed by arithmetic (Unicode Standard, 3.12).
    private const int Syllable = 0xAC00, Lead = 0x1100, Vowel = 0x1161, Tail = 0x11A7;
    private const int Leads = 19, Vowels = 21, Tails = 28;

    private static readonly FrozenDictionary<int, int[]> Decompositions = UnicodeTable.Decompositions();
    private static readonly FrozenDictionary<(int, int), int> Compositions = UnicodeTable.Compositions();
    private static readonly FrozenDictionary<int, byte> Classes = UnicodeTable.Classes();

    public static string Compose(string text)
    {
        // Everything below U+0300, the first combining mark, is composed already.
        if (!text.AsSpan().ContainsAnyExceptInRange('\0', '\u02ff'))
        {
            return text;
        }
        var characters = new List<int>(text.Length);
        for (var i = 0; i < text.Length; i += Characters.Length(text, i))
        {
            Decompose(Characters.At(text, i), characters);
        }
        Order(characters);
        var composed = new StringBuilder(text.Length);
        foreach (var character in Composed(characters))
        {
            Characters.Append(composed, character);
        }
        return composed.ToString();
    }

    private static void Decompose(int character, List<int> into)
    {
        if (character is >= Syllable and < Syllable + (Leads * Vowels * Tails))
        {
            var index = character - Syllable;
            into.Add(Lead + (index / (Vowels * Tails)));
            into.Add(Vowel + (index % (Vowels * Tails) / Tails));
            if (index % Tails > 0)
            {
                into.Add(Tail + (index % Tails));
            }
        }
        else if (Decompositions.TryGetValue(character, out var parts))
        {
            foreach (var part in parts)
            {
                Decompose(part, into);
            }
        }
        else
        {
            into.Add(character);
        }
    }

    /// <summary>Marks between two starters by class, those of one class as they stood.</summary>
    private static void Order(List<int> characters)
    {
        for (var from = 0; from < characters.Count;)
        {
            var to = from;
            while (to < characters.Count && ClassOf(characters[to]) > 0)
            {
                to++;
            }
            if (to - from > 1)
            {
                var marks = characters.GetRange(from, to - from).OrderBy(ClassOf).ToList();
                marks.ForEach(mark => characters[from++] = mark);
            }
            from = to + 1;
        }
    }

    private static List<int> Composed(List<int> characters)
    {
        var result = new List<int>(characters.Count);
        var (starter, last) = (-1, 0);
        foreach (var character in characters)
        {
            var own = ClassOf(character);
            // Blocked by a mark of its own class or higher that stands between it and the starter.
            var adjacent = starter == result.Count - 1;
            if (starter >= 0 && (adjacent || last < own) && Pair(result[starter], character) is { } pair)
            {
                result[starter] = pair;
                continue;
            }
            if (own == 0)
            {
                starter = result.Count;
            }
            last = own;
            result.Add(character);
        }
        return result;
    }

    private static int? Pair(int first, int second) =>
        first is >= Lead and < Lead + Leads && second is >= Vowel and < Vowel + Vowels
            ? Syllable + ((((first - Lead) * Vowels) + second - Vowel) * Tails)
        : first is >= Syllable and < Syllable + (Leads * Vowels * Tails) && (first - Syllable) % Tails == 0
            && second is > Tail and < Tail + Tails
            ? first + second - Tail
        : Compositions.TryGetValue((first, second), out var composed) ? composed
        : null;

    private static byte ClassOf(int character) => Classes.GetValueOrDefault(character);
}
