using System.Text;

namespace Audiences.Rules;

/// <summary>A test of text as patterns of bytes, one of which must be found in folded texts that each stand between zero bytes.</summary>
internal sealed class TextSearch
{
    // Each is looked for by itself.
    private const int MostPatterns = 4;

    private TextSearch(byte[][] patterns) => Patterns = patterns;

    public IReadOnlyList<byte[]> Patterns { get; }

    /// <summary>Null for a test that asks something else too.</summary>
    public static TextSearch? Of(Op op, Operand operand)
    {
        var literals = operand switch
        {
            Scalar scalar => [scalar.Value],
            Several several => several.Values,
            _ => (Seq<Literal>)[],
        };
        var (before, after) = op switch
        {
            Op.Contains => ("", ""),
            Op.StartsWith => ("\0", ""),
            Op.EndsWith => ("", "\0"),
            Op.Equals or Op.In or Op.ContainsAny => ("\0", "\0"),
            _ => (null, null),
        };
        var texts = literals.OfType<TextLiteral>().Select(literal => Folding.Fold(literal.Text)).ToArray();
        return before is not null && texts.Length == literals.Count && texts.Length is > 0 and <= MostPatterns && texts.All(CanBeFound)
            ? new TextSearch([.. texts.Select(text => Encoding.UTF8.GetBytes(before + text + after))])
            : null;
    }

    private static bool CanBeFound(string text) =>
        text.Length > 0 && !text.Contains('\0', StringComparison.Ordinal) && text.EnumerateRunes().All(rune => rune != Rune.ReplacementChar);
}
